using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Engine.Training;

/// <summary>
/// How a segmentor and its routing are trained. The defaults are the paper's (Sec. 5.2.3), but for mixed precision, which the CPU does not have.
/// </summary>
/// <param name="LearningRate">The learning rate in the first epoch.</param>
/// <param name="WeightDecay">AdamW's decoupled weight decay; of SGD a part of the gradient.</param>
/// <param name="Optimizer">adamW, or sgd with Nesterov's momentum.</param>
/// <param name="Momentum">SGD's momentum.</param>
/// <param name="Schedule">
/// How the learning rate falls. steps: times <paramref name="DecayFactor"/> every <paramref name="DecayEpochs"/> epochs. poly: times (1 - epoch /
/// <paramref name="Epochs"/>)^0.9. cosine: times (1 + cos(pi epoch / <paramref name="Epochs"/>)) / 2.
/// </param>
/// <param name="DecayFactor">What the learning rate is multiplied by every <paramref name="DecayEpochs"/> epochs (StepLR's gamma).</param>
/// <param name="DecayEpochs">How many epochs a learning rate holds.</param>
/// <param name="BatchSize">Cases of a micro-batch; their input sizes must agree.</param>
/// <param name="Accumulation">
/// Micro-batches of an optimizer step. The last step of an epoch may have fewer; the gradient is the mean over those there are.
/// </param>
/// <param name="Epochs">The most epochs.</param>
/// <param name="Patience">
/// Training stops when for so many epochs neither the validation's System dice nor its mean(1 - M_0) improved; 0 never stops early.
/// </param>
/// <param name="DeferralGoal">Which way mean(1 - M_0) improves.</param>
/// <param name="Deferral">Whether routing is trained. Without it the segmentor alone is, by its cross-entropy: the fine-tuned baseline.</param>
/// <param name="SegmentorLoss">
/// What the segmentor is trained by besides the routing. crossEntropy: as the paper has it. diceCrossEntropy: soft dice and cross-entropy over all maps that
/// the network gives
/// (deep supervision), as nnU-Net trains; with routing it is added to the loss of the routing. own: the network's own objective, such as SPA's, which may
/// make several updates of a batch; without deferral alone, and accumulation is 1.
/// </param>
/// <param name="Raters">
/// Whose masks the segmentor is shown: together, the reference; or, drawn anew in every epoch of those that the reference is made of, one rater's; what at
/// least half of a subset have; or weighted, where the sum of weights from 0 to 1 exceeds a half. Without deferral alone, and of images; validation keeps to
/// the reference.
/// </param>
/// <param name="BatchDice">diceCrossEntropy: whether the dice is of a batch's pixels at once; else of each image, and then the mean.</param>
/// <param name="TrainBackbone">Whether those parts of the backbone are trained that it does not declare frozen; otherwise the head alone.</param>
/// <param name="Rho">Over which pixels the experts' loads are taken.</param>
/// <param name="Augmentation">Whether training cases are turned.</param>
/// <param name="GradientNorm">Gradients are scaled to this joint norm where they exceed it; null leaves them.</param>
/// <param name="ValidationSeed">The seed with which experts are asked about validation cases, the same at every epoch and for every seed of a run.</param>
/// <param name="Patch">
/// Of a network of three axes the sides of the patches that volumes are trained and run in, slices, rows and columns; without it the network's own, or as near
/// to 32 by 64 by 64 as the network takes.
/// </param>
/// <param name="Foreground">
/// The share of a batch's patches, the last ones, rounded, that are drawn around a voxel of some class; the others lie anywhere. nnU-Net's is 0.33.
/// </param>
/// <param name="Patches">Patches that are drawn of each volume in an epoch.</param>
/// <param name="CheckpointSteps">A checkpoint is written after so many optimizer steps, besides those at the end of each epoch; 0 writes those alone.</param>
public sealed record TrainingOptions(
    [OptionRange(0, 1000)] double LearningRate = 1e-4,
    [OptionRange(0, 1000)] double WeightDecay = 0.01,
    OptimizerKind Optimizer = OptimizerKind.AdamW,
    [OptionRange(0, 1)] double Momentum = 0.99,
    RateSchedule Schedule = RateSchedule.Steps,
    [OptionRange(0, 1)] double DecayFactor = 0.8,
    [OptionRange(1, int.MaxValue)] int DecayEpochs = 2,
    [OptionRange(1, int.MaxValue)] int BatchSize = 2,
    [OptionRange(1, int.MaxValue)] int Accumulation = 4,
    [OptionRange(1, int.MaxValue)] int Epochs = 200,
    [OptionRange(0, int.MaxValue)] int Patience = 50,
    DeferralGoal DeferralGoal = DeferralGoal.Fewer,
    bool Deferral = true,
    SegmentorLossKind SegmentorLoss = SegmentorLossKind.CrossEntropy,
    bool BatchDice = true,
    bool TrainBackbone = true,
    RhoOver Rho = RhoOver.MicroBatch,
    Augmentation Augmentation = Augmentation.Turns,
    [OptionRange(1e-12, 1e12)] double? GradientNorm = null,
    long ValidationSeed = 0,
    [OptionRange(0, int.MaxValue)] int CheckpointSteps = 50,
    [OptionRange(1, 100000)] IReadOnlyList<int>? Patch = null,
    [OptionRange(0, 1)] double Foreground = 0.33,
    [OptionRange(1, 10000)] int Patches = 1,
    RaterDraw Raters = RaterDraw.Together
);

/// <summary>Whether a case is turned when it is trained on. Which way follows from seed, epoch and case; validation never turns.</summary>
public enum Augmentation
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>
    /// Flips and quarter turns, as in the paper (Sec. 5.2.1): all eight ways to lay a square; of an image that is not square, the four that keep its
    /// size.
    /// </summary>
    Turns,
}

/// <summary>Which way the share of deferred pixels gets better. The paper watches it for early stopping and does not say.</summary>
public enum DeferralGoal
{
    /// <summary>Less work for the experts is better.</summary>
    Fewer,

    /// <summary>More is better, as of a value that a script maximises.</summary>
    More,
}

/// <summary>Over which pixels the experts' loads of Eq. 8 are taken.</summary>
public enum RhoOver
{
    /// <summary>Those of each micro-batch, as the paper's formula has it.</summary>
    MicroBatch,

    /// <summary>
    /// Those of all micro-batches of an optimizer step. The penalty then sees the batch that the step is made for, and the step's graphs live at once:
    /// memory grows with the accumulation.
    /// </summary>
    EffectiveBatch,
}

/// <summary>What makes steps of gradients.</summary>
public enum OptimizerKind
{
    /// <summary>AdamW, the paper's.</summary>
    AdamW,

    /// <summary>Stochastic gradient descent with Nesterov's momentum, nnU-Net's.</summary>
    Sgd,
}

/// <summary>How the learning rate falls.</summary>
public enum RateSchedule
{
    /// <summary>By a factor every few epochs, as PyTorch's StepLR: the paper's.</summary>
    Steps,

    /// <summary>By a power of the epochs that are left, nnU-Net's.</summary>
    Poly,

    /// <summary>As half a cosine, from the first rate towards 0 after the last epoch (without restarts), SafeClick's.</summary>
    Cosine,
}

/// <summary>What the segmentor is trained by.</summary>
public enum SegmentorLossKind
{
    /// <summary>Its cross-entropy.</summary>
    CrossEntropy,

    /// <summary>Cross-entropy and soft dice with deep supervision.</summary>
    DiceCrossEntropy,

    /// <summary>What the network says itself, where it has an objective of its own; for training without deferral.</summary>
    Own,
}

/// <summary>The learning rate of each epoch. It has no state, so nothing can be lost.</summary>
public static class LearningRates
{
    private const double Power = 0.9;

    /// <summary>The rate of an epoch.</summary>
    /// <param name="options">First rate, schedule and epochs.</param>
    /// <param name="epoch">From 0.</param>
    public static double RateAt(TrainingOptions options, int epoch)
    {
        var rate = options.LearningRate;
        if (options.Schedule == RateSchedule.Poly)
            return rate * Math.Pow(1 - (double)epoch / options.Epochs, Power);
        if (options.Schedule == RateSchedule.Cosine)
            return rate * (1 + Math.Cos(Math.PI * epoch / options.Epochs)) / 2;
        // Factor by factor: StepLR's own rounding, bit for bit.
        for (var decay = 0; decay < epoch / options.DecayEpochs; decay++)
            rate *= options.DecayFactor;
        return rate;
    }
}
