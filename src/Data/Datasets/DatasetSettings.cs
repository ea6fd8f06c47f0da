using System.Text.Json.Serialization;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Masks;
using DeferredSeg.Data.Phantom;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Datasets;

/// <summary>A dataset, how it is divided and how it is prepared. A file dataset.json in the folder may hold the same; what is set elsewhere wins.</summary>
/// <remarks>
/// A place is a folder relative to <c>folder</c> with files named like the image, or such a folder with a pattern: <c>masks/{id}_mask</c>,
/// or <c>{id}/image</c> where each case has a folder.
/// Case ids are the images' paths below their folder without extension.
/// </remarks>
/// <param name="Source">images, volumes or phantom; by default volumes where the images are NIfTI files, else images.</param>
/// <param name="Folder">
/// Where the dataset lies, relative to the file that names it or to the working folder; {data} in it is the folder that DEFERREDSEG_DATA names.
/// </param>
/// <param name="Name">What tables call it; by default the folder's name.</param>
/// <param name="Images">
/// The place of the images; by default images or imgs, whichever is there, else imagesTr as nnU-Net and the Decathlon have it, else a folder for each case.
/// </param>
/// <param name="Gold">
/// The place of the dataset's own reference; by default masks, gold, labels, gts, gt, annotations and the like, whichever is there; empty for none.
/// </param>
/// <param name="FieldOfView">The place of masks of where images show anything; by default fov where it is there; empty for none.</param>
/// <param name="Raters">
/// The raters' folders in order, such as rater1 or experts/Expert1; experts/* takes every folder there. By default every folder that begins with
/// rater, and those in experts; an empty list for none.
/// </param>
/// <param name="Patient">
/// A regular expression on the case's id (for volumes on the volume's): its first group, or what it matches, is the patient. By default the
/// table index says, and without one each image or volume is a patient of its own.
/// </param>
/// <param name="Index">A table with a row for each case: patients, and which cases to use.</param>
/// <param name="Classes">Which classes a mask has.</param>
/// <param name="Volumes">How volumes become slices.</param>
/// <param name="Phantom">What is generated with the source phantom.</param>
/// <param name="Split">How patients are divided into training, validation and test.</param>
/// <param name="Preparation">How images become a network's input.</param>
/// <param name="Boxes">Box prompts for networks that want them.</param>
/// <param name="Channels">The places of an image's channels, which are joined in this order, such as images/{id}_0000; takes the place of images.</param>
/// <param name="Masks">What the values of mask files mean, and where their pixels lie, wherever that is not certain.</param>
/// <param name="Points">Point prompts for networks that want them.</param>
public sealed record DatasetSettings(
    DatasetSource? Source = null,
    string? Folder = null,
    string? Name = null,
    string? Images = null,
    string? Gold = null,
    string? FieldOfView = null,
    IReadOnlyList<string>? Raters = null,
    string? Patient = null,
    IndexSettings? Index = null,
    ClassSettings? Classes = null,
    VolumeSettings? Volumes = null,
    PhantomSettings? Phantom = null,
    SplitSettings? Split = null,
    PreparationSettings? Preparation = null,
    BoxSettings? Boxes = null,
    IReadOnlyList<string>? Channels = null,
    MaskSettings? Masks = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] PointSettings? Points = null
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (
            Masks is { Values: MaskValues.Threshold or MaskValues.Soft } cut
            && Classes is { Mode: ClassMode.Multilabel or ClassMode.Exclusive, Labels.Count: > 1 }
        )
            yield return $"masks:values is {cut.Values.ToString().ToLowerInvariant()}, which gives one class, and classes has {Classes.Labels.Count} labels; "
                + "expected one, or masks of labels.";
        if (Masks?.Ignore is { } ignore && Classes?.Labels?.Contains(ignore) == true)
            yield return $"masks:ignore is {ignore}, and so is a label of classes; expected one meaning for it.";
        if (Source is DatasetSource.Images or DatasetSource.Volumes && string.IsNullOrEmpty(Folder))
            yield return $"source is {Source.ToString()!.ToLowerInvariant()} and folder is not given; expected the dataset's folder.";
        if (Channels is { Count: > 0 } && Images is { Length: > 0 })
            yield return $"images is '{Images}' and channels has {Channels.Count} places; expected one of them.";
        if (Patient is { Length: > 0 } && Index?.Patient is { Length: > 0 })
            yield return $"patient is '{Patient}' and index:patient is '{Index.Patient}'; expected one of them.";
    }
}

/// <summary>Where cases come from.</summary>
public enum DatasetSource
{
    /// <summary>Pictures (PNG, JPEG, TIFF, BMP) or arrays (NPY) in folders, a file for each case.</summary>
    Images,

    /// <summary>Volumes (NIfTI), a case for each slice.</summary>
    Volumes,

    /// <summary>Generated images with generated raters.</summary>
    Phantom,
}

/// <summary>A comma separated table with a header and a row for each case (or volume).</summary>
/// <param name="File">
/// The file, relative to the dataset's folder. By default index.csv, where it has a column of patients and a row for every image: then it says whose
/// images are, and leaves none out. Empty for no table.
/// </param>
/// <param name="Id">The column with the case's id; an extension such as .png does not matter.</param>
/// <param name="Patient">The column with the patient; by default patient, patient_id, subject or subject_id, whichever is there; empty for none.</param>
/// <param name="Where">Conditions such as usable=1 or dataset!=3, all of which a row must meet; cases of other rows, or of none, are left out.</param>
public sealed record IndexSettings(string? File = null, string Id = "id", string? Patient = null, IReadOnlyList<string>? Where = null);

/// <summary>How volumes become slices.</summary>
/// <param name="Axis">The axis that slices lie across, by the order of the voxels in the file: x, y or z, the slowest.</param>
/// <param name="Slices">Which slices are cases: all, or withForeground.</param>
/// <param name="Every">Of these every so many, from the first.</param>
/// <param name="Spacing">Millimetres to which volumes are resampled along all axes before they are sliced; null leaves them as they are.</param>
/// <param name="CacheBytes">How much memory volumes that were read may keep; one is always kept. By default 512 MiB.</param>
/// <param name="Series">What becomes of a file with several volumes: refuse, or channels, which are joined into one image of that many.</param>
/// <param name="Cases">
/// Of what decisions are made, and what is measured: slices, or whole volumes, with all of their slices: budgets are of a volume then, regions go through
/// its slices, and surfaces are measured in millimetres. Networks of three axes take volumes whatever it says; those of two are trained on slices.
/// </param>
public sealed record VolumeSettings(
    VolumeAxis Axis = VolumeAxis.Z,
    SliceChoice Slices = SliceChoice.All,
    [OptionRange(1, 100000)] int Every = 1,
    [OptionRange(0.01, 100)] double? Spacing = null,
    [OptionRange(0, 1L << 40)] long CacheBytes = 512L << 20,
    SeriesRule Series = SeriesRule.Refuse,
    VolumeCases Cases = VolumeCases.Slices
);

/// <summary>Of what decisions are made, and what is measured.</summary>
public enum VolumeCases
{
    /// <summary>Each slice by itself.</summary>
    Slices,

    /// <summary>All slices of a volume at once.</summary>
    Volumes,
}

/// <summary>What becomes of an image's file with several volumes.</summary>
public enum SeriesRule
{
    /// <summary>It is refused.</summary>
    Refuse,

    /// <summary>Each volume is a channel of the image, as in the Decathlon's brain tumours.</summary>
    Channels,
}

/// <summary>Which slices of a volume are cases.</summary>
public enum SliceChoice
{
    /// <summary>All.</summary>
    All,

    /// <summary>Those in which the dataset's reference, or without one any rater, has foreground. It uses the truth.</summary>
    WithForeground,
}
