using DeferredSeg.Engine.Training;

namespace DeferredSeg.Engine.Tests.Schedules;

public sealed class LearningRatesTests : ScopedTensorTest
{
    [Theory]
    [InlineData(1e-4, 0.8, 2)]
    [InlineData(3e-3, 0.93, 3)]
    public void The_rate_is_that_of_StepLR_bit_for_bit(double rate, double factor, int epochs)
    {
        using var weights = new TorchSharp.Modules.Parameter(zeros(1));
        using var optimizer = optim.AdamW([weights], rate);
        var schedule = optim.lr_scheduler.StepLR(optimizer, epochs, factor);
        var options = new TrainingOptions(LearningRate: rate, DecayFactor: factor, DecayEpochs: epochs);
        for (var epoch = 0; epoch < 60; epoch++)
        {
            Assert.Equal(schedule.get_last_lr().Single(), LearningRates.RateAt(options, epoch));
            schedule.step();
        }
    }
}
