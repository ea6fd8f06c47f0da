using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>Routes images and volumes, one after the other, into a folder each.</summary>
/// <remarks>
/// Whatever ends it early, the cases that were finished are whole, and the same command goes on from there. An image that cannot be read or routed holds
/// nobody else up.
/// </remarks>
/// <param name="system">Backbone, head and experts, with their weights.</param>
/// <param name="experiment">The configuration.</param>
/// <param name="source">The images.</param>
/// <param name="weights">The files that weights were read from.</param>
/// <param name="output">The folder for results.</param>
internal sealed class ImageRun(ConfiguredSystem system, Experiment experiment, ImageSource source, IReadOnlyList<string> weights, string output)
{
    /// <summary>Holds images against those of training.</summary>
    public InputCheck Check { get; init; } = new(null, anyValues: true);

    /// <summary>Which files are written.</summary>
    public RoutedFiles Files { get; init; }

    /// <summary>Routes what is not complete yet.</summary>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="DataException">The folder holds results of something else or cannot be written, or no image could be routed.</exception>
    public RoutingSummary Run(CancellationToken cancellation)
    {
        // What cannot be routed is known before anything is written.
        var conversations = new ConversationFolder(Path.Combine(output, ConversationFolder.Name));
        var routing = new ItemRouting(system, experiment, source, weights, Check, Files, conversations);
        var state = RouteState.Open(output, routing.Configuration, routing.Weights);
        var (routed, failed, totals, kept, done) = (new List<string>(), new List<FailedImage>(), new RoutingTotals(), 0, 0);
        List<string> lost = [];
        using (var bar = new ProgressBar("Routing", source.Items.Sum(item => item.Cases.Count)))
        {
            foreach (var item in source.Items)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    var one = Route(item, routing, state, lost.Count == 0, info => bar.Show(done + info.Index, info.Id), cancellation);
                    kept += one.Kept ? 1 : 0;
                    totals.Add(one.Case);
                    routed.Add(item.Name);
                }
                catch (UnroutableException e)
                {
                    failed.Add(new(item.Name, item.Source, e.Message) { Plugin = e.Plugin });
                    if (Lost(lost) is { Count: > 0 } now)
                    {
                        lost.AddRange(now);
                        routing = new ItemRouting(system, experiment.Routed(null, lost), source, weights, Check, Files, conversations);
                    }
                }
                done += item.Cases.Count;
            }
        }
        return Summary(system, experiment, output, routed.Select(state.Result), totals, kept, failed);
    }

    /// <summary>Says what was done, and writes it down.</summary>
    /// <param name="system">Backbone, head and experts.</param>
    /// <param name="experiment">The configuration.</param>
    /// <param name="output">The folder for results.</param>
    /// <param name="routed">The cases that were routed, in the order of the images.</param>
    /// <param name="totals">The same together.</param>
    /// <param name="kept">How many of them were complete before.</param>
    /// <param name="failed">The images that could not be routed.</param>
    /// <exception cref="DataException">No image could be routed, or the folder cannot be written.</exception>
    public static RoutingSummary Summary(
        ConfiguredSystem system,
        Experiment experiment,
        string output,
        IEnumerable<RoutedCase> routed,
        RoutingTotals totals,
        int kept,
        IReadOnlyList<FailedImage> failed
    )
    {
        if (totals.Count == 0)
            throw Nothing(failed);
        var summary = new RoutingSummary(system.Backbone.Description.Id, system.Head?.Describe().Id, experiment.Settings.Seed, output, routed, totals)
        {
            Classes = system.Backbone.Description.Labels,
            Kept = kept,
            Failed = failed.Count == 0 ? null : failed,
        };
        summary.Write();
        return summary;
    }

    private (RoutedCase Case, bool Kept) Route(
        RoutedItem item,
        ItemRouting routing,
        RouteState state,
        bool isWhole,
        Action<(int Index, string Id)> show,
        CancellationToken cancellation
    )
    {
        var read = ItemRouting.Read(source, item);
        if (state.Complete(item.Name, read.Fingerprint, Files) is { } before)
            return (before, true);
        var result = routing.Route(read, () => state.Begin(item.Name), show, cancellation);
        // What was routed without an expert who should have been there is done again when the command is repeated.
        state.Save(item.Name, read.Fingerprint, Files, isWhole ? result : result with { Complete = false });
        return (result, false);
    }

    /// <summary>The experts whose plugins went wrong too often since it was last asked; their pixels go to the next best.</summary>
    private List<string> Lost(List<string> before)
    {
        List<string> now =
        [
            .. system.Experts.Where(expert => expert.IsQuarantined).Select(expert => expert.Description.Id).Where(name => !before.Contains(name)),
        ];
        foreach (var name in now)
            Console.Error.WriteLine(
                $"{name} is away from here on, since the plugin went wrong too often; pixels go to the next best, in the end to the model. What is routed so "
                    + "is done again when the command is repeated."
            );
        return now;
    }

    private static Exception Nothing(IReadOnlyList<FailedImage> failed)
    {
        var message =
            failed.Count == 1
                ? failed[0].Reason
                : $"None of {failed.Count} images could be routed. The first, {failed[0].Case}: {failed[0].Reason}\nThe last, {failed[^1].Case}: "
                    + $"{failed[^1].Reason}";
        return failed.Any(one => one.Plugin is not null) ? new PluginException(message) : new DataException(message);
    }
}
