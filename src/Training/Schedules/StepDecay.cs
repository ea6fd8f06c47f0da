using DeferredSeg.Training.Recipe;

namespace DeferredSeg.Training.Schedules;

/// <summary>The learning rate of each epoch: times a factor every few epochs, as PyTorch's StepLR. It has no state, so nothing can be lost.</summary>
public static class StepDecay
{
    /// <summary>The rate of an epoch.</summary>
    /// <param name="options">First rate, factor and epochs.</param>
    /// <param name="epoch">From 0.</param>
    public static double RateAt(TrainingOptions options, int epoch)
    {
        var rate = options.LearningRate;
        // Factor by factor: StepLR's own rounding, bit for bit.
        for (var decay = 0; decay < epoch / options.DecayEpochs; decay++)
            rate *= options.DecayFactor;
        return rate;
    }
}
