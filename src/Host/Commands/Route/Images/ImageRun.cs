using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Formats.Images;
using DeferredSeg.Host.Configuration;
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
        if (system.Experts.Count > byte.MaxValue)
            throw new ConfigurationException($"$.experts has {system.Experts.Count} entries; maps of 8 bits hold at most {byte.MaxValue}. Use fewer experts.");
        // What cannot be routed is known before anything is written.
        var router = new ImageRouter(
            system,
            experiment,
            source,
            Check,
            Files >= RoutedFiles.Maps,
            new ConversationFolder(Path.Combine(output, ConversationFolder.Name))
        );
        var origin = (Configured: ResultIdentity.Of(experiment, source.Settings), Weighed: FileHash.Of(weights));
        var state = RouteState.Open(output, origin.Configured, origin.Weighed);
        var (routed, failed, totals, kept, done) = (new List<string>(), new List<FailedImage>(), new RoutingTotals(), 0, 0);
        using (var bar = new ProgressBar("Routing", source.Items.Sum(item => item.Cases.Count)))
        {
            foreach (var item in source.Items)
            {
                cancellation.ThrowIfCancellationRequested();
                try
                {
                    var one = Route(item, router, state, origin, info => bar.Show(done + info.Index, info.Id), cancellation);
                    kept += one.Kept ? 1 : 0;
                    totals.Add(one.Case);
                    routed.Add(item.Name);
                }
                catch (UnroutableException e)
                {
                    failed.Add(new(item.Name, item.Source, e.Message));
                }
                done += item.Cases.Count;
            }
        }
        if (routed.Count == 0)
            throw Nothing(failed);
        var summary = new RoutingSummary(
            system.Backbone.Description.Id,
            system.Head?.Describe().Id,
            experiment.Settings.Seed,
            output,
            routed.Select(state.Result),
            totals
        )
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
        ImageRouter router,
        RouteState state,
        (string Configured, string Weighed) origin,
        Action<(int Index, string Id)> show,
        CancellationToken cancellation
    )
    {
        string fingerprint;
        List<RoutedImage> images = [];
        try
        {
            // A picture is read once; of a volume one slice at a time.
            var only = item.Cases.Count == 1 ? source.Load(item.Cases[0].Info.Id) : null;
            fingerprint = ResultIdentity.Of(item.Cases.Select(one => only ?? source.Load(one.Info.Id)));
            if (state.Complete(item.Name, fingerprint, Files) is { } before)
                return (before, true);
            using var volume = router.Segment(
                item.Name,
                item.Cases.Select(one => only ?? source.Load(one.Info.Id)),
                item.VolumeFile,
                (tile, tiles) => show((0, FormattableString.Invariant($"{item.Name}, tile {tile} of {tiles}"))),
                cancellation
            );
            foreach (var ((info, slice), index) in item.Cases.Select((one, i) => (one, i)))
            {
                cancellation.ThrowIfCancellationRequested();
                images.Add(
                    router.Route(
                        only ?? source.Load(info.Id),
                        item.VolumeFile is null ? null : slice,
                        new(fingerprint, origin.Weighed, origin.Configured),
                        volume,
                        cancellation
                    )
                );
                show((index + 1, info.Id));
            }
        }
        catch (Exception e) when (e is DataException or ImageFileException or IOException or UnauthorizedAccessException)
        {
            throw new UnroutableException(e);
        }
        var kind = system.Backbone.Description.ClassKind;
        var result = CaseNumbers.Of(item, images, [.. system.Panel.Experts.Select(expert => expert.Id)], kind);
        Write(state.Begin(item.Name), item, images, MaskMeaning.Of(system.Backbone.Description), result.Complete == true);
        state.Save(item.Name, fingerprint, Files, result);
        return (result, false);
    }

    private static DataException Nothing(List<FailedImage> failed) =>
        new(
            failed.Count == 1
                ? failed[0].Reason
                : $"None of {failed.Count} images could be routed. The first, {failed[0].Case}: {failed[0].Reason}\nThe last, {failed[^1].Case}: "
                    + $"{failed[^1].Reason}"
        );

    private void Write(string folder, RoutedItem item, IReadOnlyList<RoutedImage> images, MaskMeaning meaning, bool complete)
    {
        try
        {
            if (item.VolumeFile is { } file)
                VolumeFiles.Write(folder, file, VolumeGrid.Of(file, source.Settings.Volumes ?? new()), images, meaning, complete, Files);
            else
                PictureFiles.Write(folder, images[0], meaning, complete, Files);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder} could not be written: {e.Message} Choose a folder that may be written to.", e);
        }
    }

    /// <summary>One image cannot be read or routed, whatever the others can.</summary>
    private sealed class UnroutableException(Exception cause) : Exception(cause.Message, cause);
}
