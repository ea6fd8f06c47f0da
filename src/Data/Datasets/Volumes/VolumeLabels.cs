using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>Label volumes of one place, slice by slice.</summary>
internal sealed class VolumeLabels(FileIndex files, VolumeSettings settings, VolumeCache cache, ClassRule classes)
{
    /// <summary>Whether the volume has a file that says that nobody would judge.</summary>
    public bool IsDeclined(string volume) => files.Find(volume) is { } file && FileIndex.IsDeclined(file);

    /// <summary>The mask of a slice; null where there is none.</summary>
    /// <param name="volume">The volume's id.</param>
    /// <param name="slice">The slice, from 0.</param>
    /// <param name="size">Voxels of the image along X, Y and Z.</param>
    /// <exception cref="ImageFileException">It is damaged, of another size, or holds no labels.</exception>
    public MaskPlanes? Slice(string volume, int slice, IReadOnlyList<int> size)
    {
        if (files.Find(volume) is not { } file || FileIndex.IsDeclined(file))
            return null;
        var labels = cache.Get(file, () => VolumeFile.Labels(file, settings.Spacing));
        if (!labels.Size.SequenceEqual(size))
            throw new ImageFileException(
                file,
                null,
                $"{string.Join(" x ", labels.Size)} voxels",
                $"{string.Join(" x ", size)}, as its image",
                "give the mask of this volume; resample none"
            );
        var (rows, columns) = LoadedVolume.Axes(settings.Axis);
        return classes.Planes(new(file, size[rows], size[columns], LabelFile.Whole(labels.Slice(settings.Axis, slice), file, size[columns])));
    }

    /// <summary>Whether a slice has any class but the background.</summary>
    public bool HasForeground(string volume, int slice, IReadOnlyList<int> size)
    {
        if (Slice(volume, slice, size) is not { } mask)
            return false;
        for (var plane = classes.Kind == Abstractions.Backbones.ClassKind.Exclusive ? 1 : 0; plane < mask.Classes; plane++)
        {
            if (mask.Plane(plane).Contains((byte)1))
                return true;
        }
        return false;
    }
}

/// <summary>Recorded raters of volumes. What a rater declined, is declined for all slices.</summary>
internal sealed class VolumeRaters(
    IReadOnlyList<(string Name, VolumeLabels Labels)> raters,
    Func<string, (string Volume, int Slice, IReadOnlyList<int> Size)> place
) : IRaterMasks
{
    public IReadOnlyList<string> Raters { get; } = [.. raters.Select(one => one.Name)];

    public RaterMask Find(string caseId, string rater)
    {
        KnownNames.Require("rater", rater, Raters);
        var labels = raters.First(one => one.Name == rater).Labels;
        var (volume, slice, size) = place(caseId);
        if (labels.IsDeclined(volume))
            return RaterMask.Declined;
        return labels.Slice(volume, slice, size) is { } mask ? RaterMask.Present(mask) : RaterMask.Missing;
    }

    public bool HasForeground(string volume, int slice, IReadOnlyList<int> size) => raters.Any(one => one.Labels.HasForeground(volume, slice, size));
}
