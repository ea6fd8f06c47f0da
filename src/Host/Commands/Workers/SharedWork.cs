using DeferredSeg.Archive;
using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Coordination;
using DeferredSeg.Archive.Dispatch;
using DeferredSeg.Archive.Items;
using DeferredSeg.Archive.Results;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting;

namespace DeferredSeg.Host.Commands.Workers;

/// <summary>Has the items of an order done by this process and by whoever joins, with one bar over all of them.</summary>
internal static class SharedWork
{
    /// <summary>Holds the folder of results, so that no other process works on it.</summary>
    /// <param name="output">The folder.</param>
    /// <param name="what">What is done there: <c>being routed into</c>.</param>
    /// <exception cref="DataException">Another does, or it cannot be written.</exception>
    public static RunLock Hold(string output, string what)
    {
        var own = Path.Combine(output, StagedResult.OwnFolder);
        TextFile.CreateFolder(own);
        return RunLock.Take(own, $"{output} is {what}", "--output");
    }

    /// <summary>Does it.</summary>
    /// <param name="title">What is being done, for the bar.</param>
    /// <param name="order">The order.</param>
    /// <param name="place">Who does it.</param>
    /// <param name="items">The items that are not complete; it tells of each that is. They are read on a thread of its own.</param>
    /// <param name="own">Does this process's part, on the routing thread.</param>
    /// <param name="cancellation">Stops it; what is at work is finished.</param>
    /// <returns>Items without a result, by name, with the reasons; and how many were complete before.</returns>
    /// <exception cref="ClusterException">The cluster cannot be joined.</exception>
    public static async Task<(IReadOnlyDictionary<string, ItemFault> Failed, int Kept)> Run(
        string title,
        ArchiveOrder order,
        ClusterPlace place,
        Func<Action, IEnumerable<ArchiveItem>> items,
        IArchiveRouter own,
        CancellationToken cancellation
    )
    {
        var kept = 0;
        var times = new ArchiveTimes();
        using var bar = new ProgressBar(title, order.Total);
        var coordinator = new ArchiveCoordinator(order, times, progress => Show(bar, progress, Volatile.Read(ref kept)), bar.WriteLine)
        {
            Kept = () => Volatile.Read(ref kept),
        };
        var failed = await coordinator.Run(
            token => ArchiveCluster.Join(place.Redis, times, place.Address, token),
            items(() => Interlocked.Increment(ref kept)),
            place.CoordinatesOnly ? null : new OrderedWork(own),
            cancellation
        );
        return (failed, kept);
    }

    private static void Show(ProgressBar bar, ArchiveProgress progress, int kept)
    {
        var workers = progress.Workers.Length == 1 ? "1 worker" : FormattableString.Invariant($"{progress.Workers.Length} workers");
        var failed = progress.Failed == 0 ? "" : FormattableString.Invariant($", {progress.Failed} failed");
        bar.Show(kept + progress.Done + progress.Failed, FormattableString.Invariant($"{workers}, {progress.Held} at work{failed}"));
    }
}
