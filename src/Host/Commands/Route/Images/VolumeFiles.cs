using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>Writes the results of a volume: each map as one NIfTI volume with the voxels and the geometry of the input.</summary>
internal static class VolumeFiles
{
    private const string Compressed = ".nii.gz";

    /// <summary>Writes the maps, and pictures of the slice in which most is given away.</summary>
    /// <param name="folder">The volume's folder, which is there.</param>
    /// <param name="file">The input; results are compressed where it is.</param>
    /// <param name="grid">The input's voxels.</param>
    /// <param name="slices">The slices; where one is missing, 0 stands.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="complete">Whether the system's mask is final.</param>
    public static void Write(string folder, string file, VolumeGrid grid, IReadOnlyList<RoutedImage> slices, ClassKind kind, bool complete)
    {
        var extension = file.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? Compressed : ".nii";
        foreach (
            var map in slices
                .SelectMany(slice => OutputMaps.Labels(slice, kind, complete).Select(one => (slice.Slice, one.Name, one.Values)))
                .GroupBy(one => one.Name)
        )
            Write(map.Key, TensorDType.UInt8, grid.ToFile(map.ToDictionary(one => one.Slice, one => one.Values), (byte)0));
        foreach (
            var map in slices.SelectMany(slice => OutputMaps.Probabilities(slice).Select(one => (slice.Slice, one.Name, one.Values))).GroupBy(one => one.Name)
        )
            Write(
                map.Key,
                TensorDType.Float32,
                MemoryMarshal.AsBytes(grid.ToFile(map.ToDictionary(one => one.Slice, one => one.Values), 0f).AsSpan()).ToArray()
            );
        PictureFiles.WriteOverlays(folder, slices.MaxBy(slice => slice.Decisions.Sum(decision => decision.Count(channel => channel > 0)))!, kind);

        void Write(string name, TensorDType type, byte[] values) =>
            NiftiWriter.Write(
                Path.Combine(folder, name + extension),
                new TensorInfo(name, type, grid.Size[2], grid.Size[1], grid.Size[0]),
                grid.Geometry,
                (_, stream) => stream.Write(values)
            );
    }
}
