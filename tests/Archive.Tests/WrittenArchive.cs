using System.Collections.Concurrent;
using System.Collections.Immutable;
using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Coordination;
using DeferredSeg.Archive.Items;
using DeferredSeg.Archive.Results;

namespace DeferredSeg.Archive.Tests;

/// <summary>An archive whose items are written rather than computed: two files each that say the item's name, in a folder of its own.</summary>
internal sealed class WrittenArchive(string output) : IArchiveRouters
{
    /// <summary>What happens when an item is routed, beside writing: throws, or waits.</summary>
    public Action<ArchiveItem> When { get; set; } = _ => { };

    /// <summary>What this side would compute with.</summary>
    public ArchiveIdentity Identity { get; set; } = new("1", "configuration", "weights");

    /// <summary>Which threads routed.</summary>
    public ConcurrentDictionary<string, int> Threads { get; } = new();

    /// <summary>How often each item was routed.</summary>
    public ConcurrentDictionary<string, int> Routed { get; } = new();

    /// <summary>How many routers were opened.</summary>
    public int Opened { get; private set; }

    /// <summary>Quick, so that tests are.</summary>
    public static ArchiveTimes Times { get; } =
        new()
        {
            Lease = TimeSpan.FromSeconds(4),
            Heartbeat = TimeSpan.FromMilliseconds(500),
            Idle = TimeSpan.FromMilliseconds(50),
            Full = TimeSpan.FromMilliseconds(100),
        };

    public ArchiveOrder Order =>
        new()
        {
            Id = "archive-" + Path.GetFileName(output),
            Identity = new("1", "configuration", "weights"),
            Output = output,
            Folder = "/",
            Words = [],
            Settings = ImmutableDictionary<string, string>.Empty,
            Total = 20,
            Coordinator = "the test",
        };

    public static IReadOnlyList<ArchiveItem> Items(int count) => [.. Enumerable.Range(0, count).Select(i => new ArchiveItem($"case-{i:00}", $"hash-{i:00}"))];

    public IArchiveRouter Open(ArchiveOrder order)
    {
        Opened++;
        return new Router(this, order.Output);
    }

    public ItemFault Fault(Exception exception) => new((exception is BadItemException ? "" : "message: ") + exception.Message, 7);

    /// <summary>Coordinates in this process, on a cluster of itself alone or over a Redis.</summary>
    public Task<IReadOnlyDictionary<string, ItemFault>> Coordinate(
        IEnumerable<ArchiveItem> items,
        List<string>? told = null,
        RedisAddress? redis = null,
        bool works = true,
        CancellationToken cancellation = default
    ) =>
        new ArchiveCoordinator(
            Order,
            Times,
            _ => { },
            sentence =>
            {
                lock (told ??= [])
                    told.Add(sentence);
            }
        ).Run(token => ArchiveCluster.Join(redis, Times, null, token), items, works ? this : null, cancellation);

    private sealed class Router(WrittenArchive archive, string output) : IArchiveRouter
    {
        public ArchiveIdentity Identity => archive.Identity;

        public string Mark => "case.json";

        public void RequireOutput() => Assert.True(Directory.Exists(output));

        public bool IsComplete(ArchiveItem item) =>
            File.Exists(Path.Combine(output, item.Name, Mark)) && File.ReadAllText(Path.Combine(output, item.Name, Mark)) == item.Hash;

        public IReadOnlyList<string> Stale(string folder) => [Path.Combine(folder, Mark), .. Directory.EnumerateFiles(folder, "*.png")];

        public void Route(ArchiveItem item, string folder, CancellationToken cancellation)
        {
            archive.Threads.AddOrUpdate($"{Thread.CurrentThread.Name} {Thread.CurrentThread.IsThreadPoolThread}", 1, (_, n) => n + 1);
            archive.Routed.AddOrUpdate(item.Name, 1, (_, n) => n + 1);
            archive.When(item);
            File.WriteAllText(Path.Combine(folder, "system.png"), item.Name);
            File.WriteAllText(Path.Combine(folder, Mark), item.Hash);
        }

        public void Dispose() { }
    }
}
