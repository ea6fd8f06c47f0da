using DeferredSeg.Archive.Dispatch;
using DeferredSeg.Archive.Items;

namespace DeferredSeg.Archive.Tests;

public sealed class DispatchedArchiveTests
{
    private static readonly DateTime _now = new(2026, 1, 1, 0, 0, 0, DateTimeKind.Utc);
    private readonly DispatchedArchive _archive = new(new WrittenArchive("/output").Order, "round", TimeSpan.FromSeconds(30));

    [Fact]
    public void Items_are_handed_out_once_in_their_order()
    {
        Add("a", "b");
        Add("b", "c");

        Assert.Equal(["a", "b", "c", null], Enumerable.Range(0, 4).Select(_ => _archive.Hand("worker", _now)?.Hash));
        Assert.Equal((0, 3), (_archive.Progress(0).Waiting, _archive.Progress(0).Held));
    }

    [Fact]
    public void What_a_worker_is_not_heard_of_about_goes_to_another_and_what_it_keeps_does_not()
    {
        Add("a", "b");
        _archive.Hand("lost", _now);
        _archive.Hand("slow", _now);
        _archive.Keep("b", "slow", _now.AddSeconds(20));

        _archive.Expire(_now.AddSeconds(31));

        Assert.Equal("a", _archive.Hand("other", _now.AddSeconds(31))?.Hash);
        Assert.Null(_archive.Hand("other", _now.AddSeconds(31)));
    }

    [Fact]
    public void What_has_to_wait_comes_back_when_its_time_is_there()
    {
        Add("a");
        _archive.Hand("worker", _now);

        Assert.True(_archive.Settle(new("archive", "a", ItemState.Waiting, new("again"), TimeSpan.FromSeconds(5)), "worker", _now));

        Assert.Null(_archive.Hand("worker", _now.AddSeconds(4)));
        Assert.Equal("a", _archive.Hand("worker", _now.AddSeconds(5))?.Hash);
    }

    [Fact]
    public void Done_is_done_whoever_says_so_and_only_who_has_an_item_gives_it_back()
    {
        Add("a", "b");
        _archive.Hand("first", _now);
        _archive.Hand("first", _now);

        Assert.False(_archive.Settle(new("archive", "a", ItemState.Failed, new("no")), "second", _now));
        Assert.True(_archive.Settle(new("archive", "a", ItemState.Done), "second", _now));
        Assert.False(_archive.Settle(new("archive", "a", ItemState.Done), "first", _now));
        Assert.True(_archive.Settle(new("archive", "b", ItemState.Failed, new("no")), "first", _now));

        Assert.Equal(["a", "b"], _archive.Progress(0).Settled.Select(one => one.Hash));
        Assert.Equal(["b"], _archive.Progress(1).Settled.Select(one => one.Hash));
        Assert.Equal((0, 0, 1, 1), (_archive.Progress(0).Waiting, _archive.Progress(0).Held, _archive.Progress(0).Done, _archive.Progress(0).Failed));
    }

    private void Add(params string[] hashes)
    {
        foreach (var hash in hashes)
            _archive.Add(new("case-" + hash, hash));
    }
}
