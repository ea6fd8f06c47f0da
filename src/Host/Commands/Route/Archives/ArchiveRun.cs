using System.CommandLine;
using DeferredSeg.Archive;
using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Coordination;
using DeferredSeg.Archive.Dispatch;
using DeferredSeg.Archive.Results;
using DeferredSeg.Host.Commands.Route.Images;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting;

namespace DeferredSeg.Host.Commands.Route.Archives;

/// <summary>
/// <c>route --archive</c>: lists what is not complete, has it routed by this process and by whoever joins, and writes the same summary as <c>route</c>.
/// </summary>
internal static class ArchiveRun
{
    /// <summary>Routes the archive.</summary>
    /// <exception cref="DataException">The folder holds results of something else or cannot be written, another process works on it, or no image could be
    /// routed.</exception>
    /// <exception cref="ClusterException">The cluster cannot be joined.</exception>
    public static async Task<RoutingSummary> Run(RouteOptions options, ParseResult parsed, PreparedRoute prepared, CancellationToken cancellation)
    {
        var (redis, address) = options.Archive.Cluster(parsed);
        if (redis is not null)
            await redis.RequireThere();
        using var images = prepared.Images(questions: null);
        using var router = new ArchiveRouter(prepared, images, isLent: true);
        var output = prepared.Output;
        var state = router.State;
        TextFile.CreateFolder(Path.Combine(output, StagedResult.OwnFolder));
        using var held = RunLock.Take(Path.Combine(output, StagedResult.OwnFolder), $"{output} is being routed into", "--output");
        state.Claim();
        var source = prepared.Source();
        var order = ArchiveOrders.Of(parsed, output, router.Identity, source.Items.Count);
        var kept = 0;
        IReadOnlyDictionary<string, string> given;
        using (var bar = new ProgressBar("Routing", order.Total))
        {
            var times = new ArchiveTimes();
            var coordinator = new ArchiveCoordinator(order, times, progress => Show(bar, progress, Volatile.Read(ref kept)), bar.WriteLine)
            {
                Kept = () => Volatile.Read(ref kept),
            };
            given = await coordinator.Run(
                token => ArchiveCluster.Join(redis, times, address, token),
                router.Open(source, () => Interlocked.Increment(ref kept)),
                options.Archive.CoordinatesOnly(parsed) ? null : new ArchiveRouters(router),
                cancellation
            );
        }
        return Summary(images, output, state, given, kept);
    }

    private static void Show(ProgressBar bar, ArchiveProgress progress, int kept)
    {
        var workers = progress.Workers.Length == 1 ? "1 worker" : FormattableString.Invariant($"{progress.Workers.Length} workers");
        var failed = progress.Failed == 0 ? "" : FormattableString.Invariant($", {progress.Failed} failed");
        bar.Show(kept + progress.Done + progress.Failed, FormattableString.Invariant($"{workers}, {progress.Held} at work{failed}"));
    }

    /// <summary>In the order of the images, as <c>route</c> does, whoever routed which when.</summary>
    private static RoutingSummary Summary(RoutedSource images, string output, RouteState state, IReadOnlyDictionary<string, string> given, int kept)
    {
        var (routed, failed, totals) = (new List<string>(), new List<FailedImage>(), new RoutingTotals());
        foreach (var item in images.Source.Items)
        {
            if (given.TryGetValue(item.Name, out var reason))
            {
                failed.Add(new(item.Name, item.Source, reason));
                continue;
            }
            totals.Add(state.Result(item.Name));
            routed.Add(item.Name);
        }
        return ImageRun.Summary(images.System, images.Experiment, output, routed.Select(state.Result), totals, kept, failed);
    }
}
