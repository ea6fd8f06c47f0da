using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Data.Phantom;

namespace DeferredSeg.Data.Datasets;

/// <summary>Images with what is known about them. Opening lists the cases; images are read one at a time.</summary>
/// <remarks>Several threads may load at once.</remarks>
public interface IDataset
{
    /// <summary>What the dataset is.</summary>
    DatasetDescription Description { get; }

    /// <summary>The cases in a fixed order, the same in every run. Ids are unique; images of one patient share <see cref="CaseInfo.Patient"/>.</summary>
    IReadOnlyList<CaseInfo> Cases { get; }

    /// <summary>The recorded raters; null where there are none.</summary>
    IRaterMasks? Raters { get; }

    /// <summary>What was taken for granted when it was opened, such as where patients are named, and which folders are not used: a sentence each.</summary>
    IReadOnlyList<string> Notes => [];

    /// <summary>Reads a case.</summary>
    /// <param name="caseId">One of <see cref="Cases"/>.</param>
    /// <exception cref="ArgumentException">There is no such case; the message names the nearest.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    DatasetCase Load(string caseId);
}

/// <summary>What a dataset is.</summary>
/// <param name="Name">For tables and files.</param>
/// <param name="Channels">Planes C of an image: 1 grey, 3 red, green, blue, or as many as an image has files or volumes.</param>
/// <param name="Classes">The names of the K classes of a mask. Where they exclude each other, the background is class 0.</param>
/// <param name="ClassKind">Whether classes exclude each other.</param>
/// <param name="HasGold">Whether cases come with a reference of the dataset's own.</param>
public sealed record DatasetDescription(string Name, int Channels, IReadOnlyList<string> Classes, ClassKind ClassKind, bool HasGold)
{
    /// <summary>The label that each class but the background has in the dataset's mask files; null where there are none.</summary>
    public IReadOnlyList<int>? MaskLabels { get; init; }
}

/// <summary>One case as it lies in the dataset, before any preprocessing. Plain data; nobody writes into the arrays.</summary>
/// <param name="Info">Which case it is.</param>
/// <param name="Image">
/// The intensities as the file has them, <c>[C, H, W]</c>, row by row: 0 to 255 or 65535 for pictures, any number for arrays and volumes.
/// </param>
/// <param name="Channels">Planes C.</param>
/// <param name="Height">Rows H.</param>
/// <param name="Width">Columns W.</param>
public sealed record DatasetCase(CaseInfo Info, float[] Image, int Channels, int Height, int Width)
{
    /// <summary>The dataset's own reference, K planes of the image's size; null where there is none.</summary>
    public MaskPlanes? Gold { get; init; }

    /// <summary>Where the image shows anything, one plane; null means everywhere. Outside of it nothing is measured, routed or asked.</summary>
    public MaskPlanes? FieldOfView { get; init; }

    /// <summary>
    /// The value of full brightness: 255 or 65535 for whole-numbered samples; null where values have a meaning of their own, such as Hounsfield units.
    /// </summary>
    public int? FullScale { get; init; }

    /// <summary>What was done to the case's files that is to be told, a sentence each, without their names.</summary>
    public IReadOnlyList<string> Notes { get; init; } = [];

    /// <summary>All voxels of the volume that the image is a slice of, in any order; null where it is no slice. Of several channels the first.</summary>
    public float[]? Volume { get; init; }

    /// <summary>The same of the other channels, each by itself.</summary>
    public IReadOnlyList<float[]> MoreVolumes { get; init; } = [];

    /// <summary>
    /// The slices that a whole volume is made of, in order, as cases of the same dataset; the image is <c>[C, D, H, W]</c> then. Null for an image.
    /// </summary>
    public IReadOnlyList<CaseInfo>? Slices { get; init; }

    /// <summary>Its pixels, or a whole volume's voxels.</summary>
    public Grid Grid => Slices is { Count: var depth } ? new(depth, Height, Width) : new(Height, Width);
}

/// <summary>A dataset is not as its description says, or the description is not right. The message says all that was found at once.</summary>
public sealed class DatasetException : IOException
{
    /// <summary>One thing that is wrong.</summary>
    /// <param name="message">What was given, found and expected, and how to mend it.</param>
    /// <param name="cause">The error underneath, where there is one.</param>
    public DatasetException(string message, Exception? cause = null)
        : base(message, cause) { }

    /// <summary>Several things that are wrong.</summary>
    /// <param name="dataset">The dataset as messages call it.</param>
    /// <param name="problems">A sentence for each; at least one.</param>
    public DatasetException(string dataset, IReadOnlyList<string> problems)
        : base(
            problems.Count == 1 ? $"{dataset}: {problems[0]}" : $"{dataset} is not as described:{string.Concat(problems.Select(problem => $"\n- {problem}"))}"
        ) { }
}

/// <summary>Opens a dataset of any source.</summary>
public static class DatasetOpening
{
    /// <summary>Lists the cases; images are read later, one at a time.</summary>
    /// <param name="settings">The settings, those of the folder's own dataset.json included.</param>
    /// <exception cref="DatasetException">Something is not as described; the message names what was found, what is expected and the nearest names.</exception>
    /// <exception cref="DeferredSeg.Formats.Images.ImageFileException">A file that had to be read is damaged.</exception>
    public static IDataset Open(DatasetSettings settings)
    {
        if (settings.Check().Concat(settings.Classes?.Check() ?? []).ToList() is { Count: > 0 } problems)
            throw new DatasetException("The description of the dataset", problems);
        return (settings.Source ?? Found(settings)) switch
        {
            DatasetSource.Phantom => new PhantomDataset(settings.Phantom ?? new(), settings.Name),
            DatasetSource.Volumes => new VolumeDataset(settings),
            _ => new FolderDataset(settings),
        };
    }

    /// <summary>Whether a folder has images where the usual names or a convention of the field put them.</summary>
    public static bool IsDataset(string folder) => DatasetLayout.IsDataset(folder);

    private static DatasetSource Found(DatasetSettings settings)
    {
        var images = DatasetLayout.Find(settings).Images;
        return new FileIndex(images, FileIndex.Volumes).Ids.Any() && !new FileIndex(images, FileIndex.Pictures).Ids.Any()
            ? DatasetSource.Volumes
            : DatasetSource.Images;
    }
}
