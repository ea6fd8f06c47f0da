namespace DeferredSeg.Engine.Tests.Runs;

public sealed class OwnershipTests : ScopedTensorTest
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, false)]
    public void What_a_network_returns_without_a_scope_is_freed_after_every_step(bool deferral, bool frozen)
    {
        var live = new List<long>();
        using var run = new TinyRun(TinyRun.Brief with { Epochs = 4, Deferral = deferral, TrainBackbone = !frozen });
        run.Setup = run.Setup with { Backbone = new UnscopedBackbone(run.Backbone) };

        run.Run(new SilentObserver { OnStep = _ => live.Add(Tensor.TotalCount) });

        // No collection in between; the optimizer's moments are there from the start.
        Assert.All(live, count => Assert.Equal(live[0], count));
    }
}
