using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Items;

namespace DeferredSeg.Archive.Tests;

/// <summary>Leases and attempts of one item, on a cluster of this process alone.</summary>
public sealed class ItemGrainTests : IAsyncLifetime
{
    private static readonly TimeSpan _lease = TimeSpan.FromMilliseconds(400);
    private ArchiveCluster _cluster = null!;

    private IItemGrain Item => _cluster.Grains.GetGrain<IItemGrain>("archive/hash");

    public async Task InitializeAsync() => _cluster = await ArchiveCluster.Join(null, new() { Lease = _lease }, null, default);

    public async Task DisposeAsync() => await _cluster.DisposeAsync();

    [Fact]
    public async Task One_has_it_until_it_is_given_back_or_its_time_is_over()
    {
        Assert.True((await Item.Begin("round", "first")).Granted);
        var second = await Item.Begin("round", "second");
        Assert.False(second.Granted);
        Assert.InRange(second.Until, DateTime.UtcNow, DateTime.UtcNow + _lease);
        Assert.True((await Item.Begin("round", "first")).Granted);

        Assert.Equal(ItemState.Waiting, (await Item.End("round", "first", ItemOutcome.Returned, null)).State);
        Assert.True((await Item.Begin("round", "second")).Granted);
        await Task.Delay(_lease * 1.5);

        Assert.True((await Item.Begin("round", "third")).Granted);
        // Who had it before has nothing to say about it any more, but that it is done.
        Assert.Equal(ItemState.Waiting, (await Item.End("round", "second", ItemOutcome.Bad, new("late"))).State);
        Assert.Equal(ItemState.Done, (await Item.End("round", "second", ItemOutcome.Done, null)).State);
    }

    [Fact]
    public async Task It_is_given_up_after_three_attempts_and_tried_again_in_another_round()
    {
        foreach (var expected in (ItemState[])[ItemState.Waiting, ItemState.Waiting, ItemState.Failed])
        {
            Assert.True((await Item.Begin("round", "worker")).Granted);
            var verdict = await Item.End("round", "worker", ItemOutcome.Bad, new("it is no image", 4));
            Assert.Equal((expected, new("it is no image", 4)), (verdict.State, verdict.Fault));
        }

        Assert.Equal((false, new ItemFault("it is no image", 4)), (await Item.Begin("round", "worker") is var lease ? (lease.Granted, lease.Failed) : default));
        Assert.True((await Item.Begin("another", "worker")).Granted);
    }

    [Fact]
    public async Task What_five_workers_died_of_is_given_up()
    {
        for (var death = 1; death <= ItemGrain.MostDeaths; death++)
        {
            Assert.True((await Item.Begin("round", FormattableString.Invariant($"worker-{death}"))).Granted);
            await Task.Delay(_lease * 1.2);
        }

        var lease = await Item.Begin("round", "last");

        Assert.False(lease.Granted);
        Assert.StartsWith("5 workers in a row were lost while they worked on it. The last: worker-5 had it", lease.Failed?.Message, StringComparison.Ordinal);
    }
}
