using System.CommandLine;
using DeferredSeg.Archive.Cluster;
using DeferredSeg.Archive.Items;
using DeferredSeg.Host.Commands.Route.Images;
using DeferredSeg.Host.Commands.Workers;

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
        var place = options.Archive.Place(parsed);
        if (place.Redis is { } redis)
            await redis.RequireThere();
        using var images = prepared.Images(questions: null);
        using var router = new ArchiveRouter(prepared, images, isLent: true);
        var output = prepared.Output;
        var state = router.State;
        using var held = SharedWork.Hold(output, "being routed into");
        state.Claim();
        var source = prepared.Source();
        var order = WorkOrders.Of(parsed, output, router.Identity, source.Items.Count);
        var (given, kept) = await SharedWork.Run("Routing", order, place, told => router.Open(source, told), router, cancellation);
        return Summary(images, output, state, given, kept);
    }

    /// <summary>In the order of the images, as <c>route</c> does, whoever routed which when.</summary>
    private static RoutingSummary Summary(RoutedSource images, string output, RouteState state, IReadOnlyDictionary<string, ItemFault> given, int kept)
    {
        var (routed, failed, totals) = (new List<string>(), new List<FailedImage>(), new RoutingTotals());
        foreach (var item in images.Source.Items)
        {
            if (given.TryGetValue(item.Name, out var fault))
            {
                failed.Add(new(item.Name, item.Source, fault.Message) { Code = fault.Code });
                continue;
            }
            totals.Add(state.Result(item.Name));
            routed.Add(item.Name);
        }
        return ImageRun.Summary(images.System, images.Experiment, output, routed.Select(state.Result), totals, kept, failed);
    }
}
