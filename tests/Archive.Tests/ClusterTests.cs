using System.Diagnostics;
using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Work;

namespace DeferredSeg.Archive.Tests;

/// <summary>Several members that find each other over a Redis.</summary>
public sealed class ClusterTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [SkippableFact]
    public async Task Two_workers_share_an_archive_that_a_third_process_hands_out()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        using var redis = RedisServer.Start();
        var archives = new[] { new WrittenArchive(_folder.Path), new WrittenArchive(_folder.Path) };
        foreach (var one in archives)
            one.When = _ => Thread.Sleep(20);
        using var stop = new CancellationTokenSource();
        // Before there is any coordinator.
        var workers = new List<Task>();
        foreach (var one in archives)
            workers.Add(Work(one, await Joined(redis), stop.Token));

        var failed = await new WrittenArchive(_folder.Path).Coordinate(WrittenArchive.Items(60), redis: redis.Address, works: false);
        await stop.CancelAsync();
        await Task.WhenAll(workers);

        Assert.Empty(failed);
        Assert.Equal(60, Directory.EnumerateDirectories(_folder.Path, "case-*").Count());
        Assert.Equal(60, archives.Sum(one => one.Routed.Values.Sum()));
        Assert.All(archives, one => Assert.InRange(one.Routed.Count, 10, 50));
    }

    [SkippableFact]
    public async Task A_worker_with_other_weights_is_refused_and_the_coordinator_says_so()
    {
        using var redis = RedisServer.Start();
        using var stop = new CancellationTokenSource(TimeSpan.FromMinutes(1));
        var other = new WrittenArchive(_folder.Path) { Identity = new("1", "configuration", "others") };
        var worker = Work(other, await Joined(redis), stop.Token);
        var told = new List<string>();
        var own = new WrittenArchive(_folder.Path)
        {
            // Goes on once the other is gone, and long enough for the coordinator to look.
            When = item => Thread.Sleep(item.Name == "case-00" && SpinWait.SpinUntil(() => worker.IsCompleted, 30_000) ? 600 : 1),
        };

        await own.Coordinate(WrittenArchive.Items(20), told, redis.Address);
        var refused = await Assert.ThrowsAsync<RefusedWorkerException>(() => worker);

        Assert.Empty(other.Routed);
        Assert.Contains(refused.Message, told);
        Assert.Equal(20, own.Routed.Count);
    }

    [Fact]
    public async Task A_redis_that_is_not_there_is_told_within_seconds()
    {
        var clock = Stopwatch.StartNew();
        var address = RedisAddress.Parse(FormattableString.Invariant($"redis://127.0.0.1:{RedisServer.FreePort()}"))!;

        var e = await Assert.ThrowsAsync<ClusterException>(() => ArchiveCluster.Join(address, new(), null, default));

        Assert.StartsWith($"The cluster {address.Text} does not answer; expected a Redis server", e.Message, StringComparison.Ordinal);
        Assert.InRange(clock.Elapsed.TotalSeconds, 0, 15);
    }

    [Theory]
    [InlineData("redis://10.0.0.5:6379", "redis://10.0.0.5:6379", false)]
    [InlineData("redis://localhost", "redis://localhost", true)]
    [InlineData("rediss://:secret@redis.example:7000/3", "rediss://redis.example:7000/3", false)]
    [InlineData("redis://[::1]:6379", "redis://[::1]:6379", true)]
    public void Addresses_are_read_and_shown_without_their_password(string text, string shown, bool isLoopback)
    {
        var address = RedisAddress.Parse(text)!;

        Assert.Equal((shown, isLoopback), (address.Text, address.IsLoopback));
    }

    [Theory]
    [InlineData("10.0.0.5:6379")]
    [InlineData("http://10.0.0.5:6379")]
    [InlineData("redis://")]
    [InlineData("redis://host/name")]
    [InlineData("redis://host:99999")]
    public void What_is_no_address_is_none(string text) => Assert.Null(RedisAddress.Parse(text));

    private static Task<ArchiveCluster> Joined(RedisServer redis) => ArchiveCluster.Join(redis.Address, WrittenArchive.Times, null, default);

    private static async Task Work(WrittenArchive archive, ArchiveCluster cluster, CancellationToken stop)
    {
        await using var joined = cluster;
        await new ArchiveWorker(joined.Grains, archive, WrittenArchive.Times, _ => { }).Run(null, stop);
    }
}
