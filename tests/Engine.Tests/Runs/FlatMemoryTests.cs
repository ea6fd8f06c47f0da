using DeferredSeg.Engine.Training;

namespace DeferredSeg.Engine.Tests.Runs;

public sealed class FlatMemoryTests : ScopedTensorTest
{
    private const int Apart = 200;
    private const int Steps = 1200;

    [SkippableTheory]
    [InlineData(RhoOver.MicroBatch, false)]
    [InlineData(RhoOver.EffectiveBatch, true)]
    public void Twelve_hundred_steps_take_the_same_memory(RhoOver rho, bool isHeavy)
    {
        Skip.If(isHeavy && Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        var readings = new MemoryReadings();
        using var run = new TinyRun(
            new TrainingOptions(BatchSize: 1, Accumulation: 1, Epochs: Steps / 4, Patience: 0, Rho: rho),
            train: new PhantomCases("train", 1, 4) { FieldOfView = new(16, 16, 1, [.. Enumerable.Range(0, 256).Select(i => (byte)(i % 5 == 0 ? 0 : 1))]) }
        );
        run.Run(
            new SilentObserver
            {
                OnStep = step =>
                {
                    if (step.Step % Apart == 0)
                        readings.Take();
                },
            }
        );

        readings.AssertFlat();
    }
}
