using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Host.Configuration;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>The images to route, and what is known about them.</summary>
/// <param name="Items">What gets a folder each.</param>
/// <param name="Settings">How they are prepared and sliced.</param>
/// <param name="Load">Reads a case.</param>
/// <param name="Raters">The recorded raters; null where there are none.</param>
/// <param name="Dataset">Where references come from; null where there is no truth.</param>
internal sealed record ImageSource(
    IReadOnlyList<RoutedItem> Items,
    DatasetSettings Settings,
    Func<string, DatasetCase> Load,
    IRaterMasks? Raters,
    IDataset? Dataset
)
{
    /// <summary>Images that were named: files, folders of images, or one folder of a dataset, whose references and raters then count.</summary>
    /// <param name="paths">What was named.</param>
    /// <param name="experiment">The configuration: preparation, classes and slicing are its own.</param>
    /// <param name="output">Where results go; what lies there is no input.</param>
    /// <param name="run">The folder of the run that is used; null without.</param>
    /// <exception cref="DatasetException">There is no image, or something is not as described.</exception>
    public static ImageSource Named(IReadOnlyList<string> paths, Experiment experiment, string output, string? run)
    {
        var settings = DatasetConfiguration.Read(experiment.Layers, opens: false);
        if (paths.FirstOrDefault(DatasetFolder.IsOne) is { } folder)
        {
            if (paths.Count > 1)
                throw new DatasetException(
                    $"{folder} is the folder of a dataset, and there are {paths.Count} inputs; expected it alone. Name its images, or take one after the other."
                );
            var own = Whole(DatasetFolder.Read(folder, settings));
            var dataset = DatasetOpening.Open(own);
            return Of(dataset, dataset.Cases, own);
        }
        var files = new ImageFiles(paths, settings.Volumes, output);
        return new(Grouped(files.Cases, files, files.FileOf), settings, files.Load, AbsentRaters.Of(settings, run), null);
    }

    /// <summary>One part of the configuration's dataset.</summary>
    /// <exception cref="ConfigurationException">There is no dataset.</exception>
    /// <exception cref="DatasetException">It is not as described, or the part is empty.</exception>
    public static ImageSource Part(SplitPart part, Experiment experiment)
    {
        var settings = DatasetConfiguration.Read(experiment.Layers);
        if (settings is { Source: null, Folder: null or "" })
            throw new ConfigurationException(
                "$.dataset has neither a folder nor a source; expected where the images are for --part. Name images instead: ./deferredseg route image.png …"
            );
        settings = Whole(settings);
        var dataset = DatasetOpening.Open(settings);
        var cases = DatasetSplit.Of(dataset.Cases, settings.Split ?? new())[part];
        return cases.Count > 0
            ? Of(dataset, cases, settings)
            : throw new DatasetException(
                $"The split leaves no case for {DatasetSplit.Name(part)}; expected one or more. Look at dataset:split, "
                    + "for example with ./deferredseg data split."
            );
    }

    // Volumes that are decided on at once have all of their slices.
    private static DatasetSettings Whole(DatasetSettings settings) => settings.Volumes?.Cases == VolumeCases.Volumes ? WholeVolumes.Of(settings) : settings;

    private static ImageSource Of(IDataset dataset, IReadOnlyList<CaseInfo> cases, DatasetSettings settings) =>
        new(Grouped(cases, dataset as IVolumeSlices, null), settings, dataset.Load, dataset.Raters, dataset);

    private static List<RoutedItem> Grouped(IReadOnlyList<CaseInfo> cases, IVolumeSlices? volumes, Func<string, string>? fileOf)
    {
        var items = cases
            .Select(info => (Info: info, Slice: volumes?.SliceOf(info.Id)))
            .GroupBy(one => one.Slice?.Volume ?? one.Info.Id, StringComparer.Ordinal);
        return
        [
            .. items.Select(group => new RoutedItem(
                group.Key,
                fileOf?.Invoke(group.First().Info.Id),
                group.First().Slice?.File,
                [.. group.Select(one => (one.Info, one.Slice?.Index ?? 0))]
            )),
        ];
    }
}

/// <summary>The raters of the configuration's dataset, none of whom has seen the images: experts who are recorded can be made, and decline.</summary>
internal sealed class AbsentRaters(IReadOnlyList<string> names) : IRaterMasks
{
    public IReadOnlyList<string> Raters => names;

    /// <summary>The dataset's raters, or those that the run remembers; null where there are none.</summary>
    /// <param name="settings">The dataset of the configuration, which need not be there.</param>
    /// <param name="run">The folder of the run that is used; null without.</param>
    public static AbsentRaters? Of(DatasetSettings settings, string? run)
    {
        if (run is not null && FolderOrigin.Read(run) is { Raters: { Count: > 0 } remembered })
            return new(remembered);
        if (settings is { Source: null, Folder: null or "" })
            return null;
        try
        {
            return DatasetOpening.Open(settings).Raters is { } raters ? new(raters.Raters) : null;
        }
        catch (IOException)
        {
            // Nothing but names is wanted of it: whoever needs them says so.
            return null;
        }
    }

    public RaterMask Find(string caseId, string rater) => RaterMask.Missing;
}

/// <summary>A folder that is a dataset: it has a dataset.json, or images where the usual names or a convention of the field put them.</summary>
internal static class DatasetFolder
{
    private const string Description = "dataset.json";

    public static bool IsOne(string path) => Directory.Exists(path) && (File.Exists(Path.Combine(path, Description)) || DatasetOpening.IsDataset(path));

    /// <summary>Its own description, with the preparation and slicing that the network was configured for.</summary>
    /// <param name="folder">The folder.</param>
    /// <param name="configured">The dataset of the configuration.</param>
    /// <exception cref="ConfigurationException">The folder's dataset.json is not right.</exception>
    public static DatasetSettings Read(string folder, DatasetSettings configured)
    {
        var file = Path.Combine(folder, Description);
        try
        {
            var own = File.Exists(file)
                ? OptionReader.Read<DatasetSettings>(
                    new ConfigurationBuilder().AddInMemoryCollection(ForeignDescription.Translated(JsonSettings.Read(file))).Build()
                )
                : new();
            return own with
            {
                Folder = folder,
                Preparation = configured.Preparation ?? own.Preparation,
                Classes = configured.Classes ?? own.Classes,
                Volumes = configured.Volumes ?? own.Volumes,
                Boxes = configured.Boxes ?? own.Boxes,
                Points = configured.Points ?? own.Points,
                Masks = configured.Masks ?? own.Masks,
            };
        }
        catch (OptionException e)
        {
            throw new ConfigurationException($"{file} is not right:{string.Concat(e.Problems.Select(problem => $"\n- {problem.Message}"))}", e);
        }
    }
}
