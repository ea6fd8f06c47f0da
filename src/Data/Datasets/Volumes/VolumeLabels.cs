using System.Collections.Concurrent;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>Label volumes of one place, laid onto their image's voxels, slice by slice.</summary>
internal sealed class VolumeLabels(FileIndex files, VolumeSettings settings, VolumeCache cache, MaskReader masks, ClassRule classes)
{
    private readonly ConcurrentDictionary<string, (MaskContents Contents, IReadOnlyList<string> Notes)> _read = new(StringComparer.Ordinal);

    /// <summary>Whether the volume has a file that says that nobody would judge.</summary>
    public bool IsDeclined(string volume) => files.Find(volume) is { } file && FileIndex.IsDeclined(file);

    /// <summary>The labels of a slice; null where there are none.</summary>
    /// <param name="volume">The volume's id.</param>
    /// <param name="slice">The slice, from 0.</param>
    /// <param name="image">The voxels of its image, as the file has them.</param>
    /// <exception cref="ImageFileException">The mask is damaged, lies elsewhere than its image, or holds no labels.</exception>
    public MaskMap? Map(string volume, int slice, VoxelGrid image)
    {
        if (files.Find(volume) is not { } file || FileIndex.IsDeclined(file))
            return null;
        var labels = cache.Get($"labels of {file}", () => Read(file, image));
        var (rows, columns) = LoadedVolume.Axes(settings.Axis);
        var (contents, notes) = _read[file];
        return new(file, labels.Size[rows], labels.Size[columns], Array.ConvertAll(labels.Slice(settings.Axis, slice), label => (int)label), contents, notes);
    }

    /// <summary>The mask of a slice; null where there is none.</summary>
    /// <inheritdoc cref="Map"/>
    public MaskPlanes? Slice(string volume, int slice, VoxelGrid image) => Map(volume, slice, image) is { } map ? classes.Planes(map) : null;

    /// <summary>Whether a slice has any class but the background.</summary>
    public bool HasForeground(string volume, int slice, VoxelGrid image)
    {
        if (Slice(volume, slice, image) is not { } mask)
            return false;
        for (var plane = classes.Kind == ClassKind.Exclusive ? 1 : 0; plane < mask.Classes; plane++)
        {
            if (mask.Plane(plane).Contains((byte)1))
                return true;
        }
        return false;
    }

    private LoadedVolume Read(string file, VoxelGrid image)
    {
        var stored = VolumeFile.AsStored(file);
        var grid = new VoxelGrid(file, stored.Size, stored.Geometry);
        List<string> notes = [.. grid.Notes];
        var values = VoxelAlignment.Of(image, grid).Lay(stored.Values, masks, notes);
        var (width, height, slices) = (image.Size[0], image.Size[1], image.Size[2]);
        var map = masks.Read(new MaskSamples(file, height * slices, width, values) { SliceHeight = height });
        _read[file] = (map.Contents, [.. notes, .. map.Notes]);
        return VolumeFile.Nearest(new(file, image.Size, image.Geometry, Array.ConvertAll(map.Values, label => (float)label)), settings.Spacing);
    }
}

/// <summary>Recorded raters of volumes. What a rater declined, is declined for all slices.</summary>
internal sealed class VolumeRaters(IReadOnlyList<(string Name, VolumeLabels Labels)> raters, Func<string, (string Volume, int Slice, VoxelGrid Image)> place)
    : IRaterMasks
{
    public IReadOnlyList<string> Raters { get; } = [.. raters.Select(one => one.Name)];

    public RaterMask Find(string caseId, string rater)
    {
        KnownNames.Require("rater", rater, Raters);
        var labels = raters.First(one => one.Name == rater).Labels;
        var (volume, slice, image) = place(caseId);
        if (labels.IsDeclined(volume))
            return RaterMask.Declined;
        return labels.Slice(volume, slice, image) is { } mask ? RaterMask.Present(mask) : RaterMask.Missing;
    }

    /// <summary>The labels of a slice, as the file has them; null where there are none.</summary>
    public MaskMap? Map(string caseId, string rater)
    {
        var (volume, slice, image) = place(caseId);
        return raters.First(one => one.Name == rater).Labels.Map(volume, slice, image);
    }

    public bool HasForeground(string volume, int slice, VoxelGrid image) => raters.Any(one => one.Labels.HasForeground(volume, slice, image));
}
