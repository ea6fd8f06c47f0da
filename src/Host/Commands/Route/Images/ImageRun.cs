using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>Routes images and volumes, one after the other, into a folder each.</summary>
/// <remarks>Whatever ends it early, the cases that were finished are whole, and the same command goes on from there.</remarks>
internal static class ImageRun
{
    /// <summary>Routes what is not complete yet.</summary>
    /// <param name="system">Backbone, head and experts, with their weights.</param>
    /// <param name="experiment">The configuration.</param>
    /// <param name="source">The images.</param>
    /// <param name="weights">The files that weights were read from.</param>
    /// <param name="output">The folder for results.</param>
    /// <param name="cancellation">Stops between images.</param>
    /// <exception cref="DataException">The folder holds results of something else, or cannot be written.</exception>
    public static RoutingSummary Run(
        ConfiguredSystem system,
        Experiment experiment,
        ImageSource source,
        IReadOnlyList<string> weights,
        string output,
        CancellationToken cancellation
    )
    {
        if (system.Experts.Count > byte.MaxValue)
            throw new ConfigurationException($"$.experts has {system.Experts.Count} entries; maps of 8 bits hold at most {byte.MaxValue}. Use fewer experts.");
        // What cannot be routed is known before anything is written.
        var router = new ImageRouter(system, experiment, source);
        var (configured, weighed) = (ResultIdentity.Of(experiment, source.Settings), FileHash.Of(weights));
        var state = RouteState.Open(output, configured, weighed);
        string[] experts = [.. system.Panel.Experts.Select(expert => expert.Id)];
        var kind = system.Backbone.Description.ClassKind;
        var (cases, kept, done) = (new List<RoutedCase>(), 0, 0);
        using (var bar = new ProgressBar("Routing", source.Items.Sum(item => item.Cases.Count)))
        {
            foreach (var item in source.Items)
            {
                cancellation.ThrowIfCancellationRequested();
                var fingerprint = ResultIdentity.Of(item.Cases.Select(one => source.Load(one.Info.Id)));
                if (state.Complete(item.Name, fingerprint) is { } before)
                {
                    cases.Add(before);
                    kept++;
                    done += item.Cases.Count;
                    continue;
                }
                var images = new List<RoutedImage>();
                foreach (var (info, slice) in item.Cases)
                {
                    cancellation.ThrowIfCancellationRequested();
                    images.Add(router.Route(source.Load(info.Id), item.VolumeFile is null ? null : slice, new(fingerprint, weighed, configured), cancellation));
                    bar.Show(++done, info.Id);
                }
                var result = RoutedTotals.Of(item, images, experts, kind);
                Write(state.Begin(item.Name), item, images, source.Settings, kind, result.Complete == true);
                state.Save(item.Name, fingerprint, result);
                cases.Add(result);
            }
        }
        var summary = new RoutingSummary(system.Backbone.Description.Id, system.Head?.Describe().Id, experiment.Settings.Seed, output, cases) { Kept = kept };
        TextFile.Write(Path.Combine(output, "summary.json"), OutputFormat.Json(summary));
        return summary;
    }

    private static void Write(
        string folder,
        RoutedItem item,
        IReadOnlyList<RoutedImage> images,
        DatasetSettings settings,
        Abstractions.Backbones.ClassKind kind,
        bool complete
    )
    {
        try
        {
            if (item.VolumeFile is { } file)
                VolumeFiles.Write(folder, file, VolumeGrid.Of(file, settings.Volumes ?? new()), images, kind, complete);
            else
                PictureFiles.Write(folder, images[0], kind, complete);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new DataException($"{folder} could not be written: {e.Message} Choose a folder that may be written to.", e);
        }
    }
}
