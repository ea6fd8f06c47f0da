using DeferredSeg.Archive.Items;
using DeferredSeg.Archive.Results;

namespace DeferredSeg.Archive.Tests;

/// <summary>Whole archives through a cluster of this process alone.</summary>
public sealed class CoordinationTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task Every_item_is_routed_once_on_the_routing_thread_and_a_bad_one_three_times()
    {
        var archive = new WrittenArchive(_folder.Path) { When = item => _ = item.Name == "case-07" ? throw new BadItemException("case-07 is no image") : 0 };

        var failed = await archive.Coordinate(WrittenArchive.Items(20));

        Assert.Equal(new Dictionary<string, ItemFault> { ["case-07"] = new("case-07 is no image", 7) }, failed);
        Assert.All(archive.Routed, one => Assert.Equal(one.Key == "case-07" ? 3 : 1, one.Value));
        Assert.Equal(20, archive.Routed.Count);
        Assert.Equal(["routing False"], archive.Threads.Keys);
        Assert.Equal(19, Directory.EnumerateDirectories(_folder.Path, "case-*").Count());
        Assert.Empty(Directory.EnumerateDirectories(_folder.Of(".archive/staged")));
        Assert.Equal("case-03", File.ReadAllText(_folder.Of("case-03/system.png")));
        var log = ComputationLog.Read(_folder.Path).ToList();
        Assert.Equal(19, log.Count(line => line.What == "done"));
        Assert.Equal(3, log.Count(line => line is { What: "bad", Message: "case-07 is no image" }));
        Assert.Equal(22, log.Count(line => line.What == "began"));
    }

    [Fact]
    public async Task What_was_stopped_goes_on_with_what_is_not_there_yet()
    {
        using var stop = new CancellationTokenSource();
        var first = new WrittenArchive(_folder.Path)
        {
            When = item =>
            {
                if (item.Name == "case-04")
                    stop.Cancel();
            },
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first.Coordinate(WrittenArchive.Items(12), cancellation: stop.Token));
        var before = Directory.EnumerateDirectories(_folder.Path, "case-*").Count();
        var second = new WrittenArchive(_folder.Path);
        // All are named again: what is in the output is not routed again.
        var failed = await second.Coordinate(WrittenArchive.Items(12));

        Assert.Empty(failed);
        Assert.InRange(before, 1, 11);
        Assert.Equal(12 - before, second.Routed.Count);
        Assert.Equal(12, Directory.EnumerateDirectories(_folder.Path, "case-*").Count());
    }

    [Fact]
    public async Task A_full_disk_pauses_and_is_told_and_costs_no_attempt()
    {
        var full = 4;
        var archive = new WrittenArchive(_folder.Path)
        {
            When = item => _ = item.Name == "case-02" && full-- > 0 ? throw new InvalidDataException("cut", new IOException("No space left", 28)) : 0,
        };
        var told = new List<string>();

        var failed = await archive.Coordinate(WrittenArchive.Items(5), told);

        Assert.Empty(failed);
        Assert.Equal(5, archive.Routed["case-02"]);
        Assert.Contains(told, sentence => sentence.StartsWith($"{_folder.Path} is full;", StringComparison.Ordinal));
        Assert.Equal(4, ComputationLog.Read(_folder.Path).Count(line => line.What == "full"));
    }

    [Fact]
    public async Task What_breaks_is_thrown_away_and_the_next_item_begins_with_a_fresh_router()
    {
        var archive = new WrittenArchive(_folder.Path)
        {
            When = item => _ = item.Name == "case-01" ? throw new InvalidOperationException("the plugin fell over") : 0,
        };

        var failed = await archive.Coordinate(WrittenArchive.Items(4));

        Assert.Equal("message: the plugin fell over", failed["case-01"].Message);
        Assert.Equal(3, archive.Routed["case-01"]);
        Assert.InRange(archive.Opened, 3, 4);
    }

    [Fact]
    public async Task Who_would_give_other_results_is_refused()
    {
        var archive = new WrittenArchive(_folder.Path) { Identity = new("1", "configuration", "others") };

        var refused = await Assert.ThrowsAsync<RefusedWorkerException>(() => archive.Coordinate(WrittenArchive.Items(4)));

        Assert.Contains("they differ in the weights (others here, weights there)", refused.Message, StringComparison.Ordinal);
        Assert.Empty(archive.Routed);
    }
}
