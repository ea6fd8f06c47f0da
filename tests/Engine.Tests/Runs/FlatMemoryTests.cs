using DeferredSeg.Engine.Training;

namespace DeferredSeg.Engine.Tests.Runs;

public sealed class FlatMemoryTests : ScopedTensorTest
{
    private const int Settled = 200;
    private const int Steps = 1000;

    [Theory]
    [InlineData(RhoOver.MicroBatch)]
    [InlineData(RhoOver.EffectiveBatch)]
    public void A_thousand_steps_take_the_same_memory(RhoOver rho)
    {
        var (live, resident) = (new List<long>(), new List<long>());
        using var run = new TinyRun(
            new TrainingOptions(BatchSize: 1, Accumulation: 1, Epochs: Steps / 4, Patience: 0, Rho: rho),
            train: new PhantomCases("train", 1, 4) { FieldOfView = new(16, 16, 1, [.. Enumerable.Range(0, 256).Select(i => (byte)(i % 5 == 0 ? 0 : 1))]) }
        );
        run.Run(
            new SilentObserver
            {
                OnStep = step =>
                {
                    if (step.Step is not (Settled or Steps))
                        return;
                    // What the collector keeps for later is given back: how much that is differs from run to run by more than a leak would.
                    GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
                    GC.WaitForPendingFinalizers();
                    live.Add(Tensor.TotalCount);
                    resident.Add(Environment.WorkingSet);
                },
            }
        );

        Assert.Equal(live[0], live[1]);
        Assert.InRange(resident[1], 0, (long)(resident[0] * 1.05));
    }
}
