using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;
using DeferredSeg.Studies.Questions;

namespace DeferredSeg.Studies.Inbox;

/// <summary>The files of one question: PNG for images, NIfTI for volumes; masks are read by the one reader of all commands.</summary>
internal static class InboxFiles
{
    private const string Volume = ".nii.gz";

    /// <summary>The value of each class in mask files: none for a single class, which is every value but 0.</summary>
    public static IReadOnlyList<int>? Labels(StudyQuestion question) =>
        question.Classes == 1 ? null
        : question.ClassKind == ClassKind.Exclusive ? [.. Enumerable.Range(1, question.Classes - 1)]
        : [.. Enumerable.Range(1, question.Classes)];

    /// <summary>Writes image, region, template and what is proposed.</summary>
    public static void Write(string folder, StudyQuestion question, MaskPlanes start)
    {
        var region = question.Region ?? MaskPlanes.Full(question.Image.Grid, 1);
        Image(Path.Combine(folder, "image"), question);
        Plane(Path.Combine(folder, "region"), question, Array.ConvertAll(region.Values, value => value * byte.MaxValue));
        Plane(Path.Combine(folder, InboxFolder.MaskName), question, LabelsOf(question, start));
        for (var i = 0; i < question.Proposals.Count; i++)
        {
            var name = question.Proposals.Count == 1 ? "proposal" : FormattableString.Invariant($"proposal-{i + 1}");
            Plane(Path.Combine(folder, name), question, LabelsOf(question, question.Proposals[i]));
        }
    }

    /// <summary>The mask that was painted; null where the template lies there as it was.</summary>
    /// <exception cref="ImageFileException">A file is no mask of this question.</exception>
    /// <exception cref="StudyException">There are several that were painted.</exception>
    public static MaskPlanes? ReadMask(string folder, StudyQuestion question, MaskPlanes start, List<string> notes)
    {
        List<(string File, MaskPlanes Mask)> painted = [];
        foreach (var file in Directory.EnumerateFiles(folder, InboxFolder.MaskName + ".*").Order(StringComparer.Ordinal))
        {
            var mask = Read(file, question);
            if (!Within(mask, question.Region).AsSpan().SequenceEqual(Within(start, question.Region)))
                painted.Add((file, mask));
            else if (!mask.Values.AsSpan().SequenceEqual(start.Values))
                notes.Add($"{file}: nothing is painted within the region, and what is painted elsewhere does not count; the question still waits.");
        }
        if (painted.Count > 1)
            throw new StudyException(
                $"{folder} has several masks that were painted: {string.Join(", ", painted.Select(one => Path.GetFileName(one.File)))}; expected one. Remove the others."
            );
        return painted.Count == 0 ? null : painted[0].Mask;
    }

    /// <summary>Reads a mask of a question's image.</summary>
    /// <exception cref="ImageFileException">It is none.</exception>
    public static MaskPlanes Read(string file, StudyQuestion question)
    {
        var labels = Labels(question);
        var classes = labels is null
            ? new ClassSettings()
            : new ClassSettings(question.ClassKind == ClassKind.Exclusive ? ClassMode.Exclusive : ClassMode.Multilabel, labels);
        var reader = new MaskReader(new(labels is null ? MaskValues.Auto : MaskValues.Labels), classes, new("inbox:", "=", "the image of the question"));
        var grid = question.Image.Grid;
        var map = FileIndex.Volumes.Any(end => file.EndsWith(end, StringComparison.OrdinalIgnoreCase))
            ? reader.Read(OfVolume(file, question, reader))
            : reader.Read(file);
        if ((map.Height, map.Width) != (grid.Depth * grid.Height, grid.Width))
            throw new ImageFileException(
                file,
                null,
                $"{map.Height} by {map.Width} pixels",
                $"{grid.Height} by {grid.Width}, as the image of the question",
                "paint on that image without resizing or cropping it"
            );
        if (map.HasIgnored)
            throw new ImageFileException(file, null, "pixels that nobody judged", "a label at every pixel", "paint background as 0");
        var planes = new ClassRule(classes).Planes(map);
        return new(grid, planes.Classes, planes.Values);
    }

    private static MaskSamples OfVolume(string file, StudyQuestion question, MaskReader reader)
    {
        var stored = VolumeFile.AsStored(file);
        var (found, grid) = (new VoxelGrid(file, stored.Size, stored.Geometry), question.Image.Grid);
        int[] size = [grid.Width, grid.Height, grid.Depth];
        if (!stored.Size.SequenceEqual(size))
            throw new ImageFileException(
                file,
                null,
                $"{string.Join(" x ", stored.Size)} voxels",
                $"{string.Join(" x ", size)}, as the image of the question",
                "paint on that image without resampling or cropping it"
            );
        if (grid.Axes == 3)
        {
            var image = new VoxelGrid("image" + Volume, size, GeometryOf(question) ?? stored.Geometry);
            var values = VoxelAlignment.Of(image, found).Lay(stored.Values, reader, []);
            return new MaskSamples(file, grid.Height * grid.Depth, grid.Width, values) { SliceHeight = grid.Height };
        }
        // A picture lies nowhere: programs give it the directions of their own axes, both kept or both turned around.
        if (stored.Geometry is { Affine: { } a, Source: not AffineSource.Spacing } && !(IsStraight(a) && Math.Sign(a[0]) == Math.Sign(a[5])))
            throw new ImageFileException(
                file,
                null,
                $"axes that are exchanged or mirrored against the image's: {found}",
                "pixels in the order of the image",
                "save the mask as PNG, or without reorienting it"
            );
        return new(file, grid.Height, grid.Width, stored.Values);
    }

    private static bool IsStraight(IReadOnlyList<double> a) =>
        Math.Abs(a[1]) + Math.Abs(a[2]) + Math.Abs(a[4]) + Math.Abs(a[6]) < 1e-3 * (Math.Abs(a[0]) + Math.Abs(a[5]));

    private static byte[] Within(MaskPlanes mask, MaskPlanes? region)
    {
        var values = (byte[])mask.Values.Clone();
        for (var i = 0; region is not null && i < values.Length; i++)
            values[i] &= region.Values[i % region.Values.Length];
        return values;
    }

    private static int[] LabelsOf(StudyQuestion question, MaskPlanes mask)
    {
        var values = new int[mask.Grid.Count];
        var first = question.ClassKind == ClassKind.Exclusive && question.Classes > 1 ? 1 : 0;
        for (var k = first; k < mask.Classes; k++)
        {
            var plane = mask.Plane(k);
            for (var pixel = 0; pixel < values.Length; pixel++)
                if (plane[pixel] == 1)
                    values[pixel] = question.Classes == 1 ? byte.MaxValue : k + 1 - first;
        }
        return values;
    }

    private static void Image(string path, StudyQuestion question)
    {
        var image = question.Image;
        if (image.Grid.Axes == 3)
        {
            var bytes = image.Samples is { } deep
                ? MemoryMarshal.AsBytes(Array.ConvertAll(deep, value => (int)value).AsSpan(0, image.Grid.Count)).ToArray()
                : null;
            Nifti(path, question, bytes is null ? TensorDType.UInt8 : TensorDType.Int32, bytes ?? image.Values[..image.Grid.Count]);
            return;
        }
        var channels = image.Channels == 3 ? 3 : 1;
        var pixels = image.Grid.Count;
        var samples = new ushort[channels * pixels];
        for (var i = 0; i < samples.Length; i++)
            samples[i % pixels * channels + i / pixels] = image.Samples is { } deep ? deep[i] : image.Values[i];
        ImageFile.Write(path + ".png", new(image.Height, image.Width, channels, image.Samples is null ? 8 : 16, samples));
    }

    private static void Plane(string path, StudyQuestion question, int[] values)
    {
        var grid = question.Image.Grid;
        if (grid.Axes == 3)
            Nifti(path, question, TensorDType.UInt8, Array.ConvertAll(values, value => (byte)value));
        else
            CaseFiles.Mask(path, values, grid.Height, grid.Width, WrittenForm.Png);
    }

    private static void Nifti(string path, StudyQuestion question, TensorDType type, byte[] values)
    {
        var grid = question.Image.Grid;
        NiftiWriter.Write(
            path + Volume,
            new TensorInfo("volume", type, grid.Depth, grid.Height, grid.Width),
            GeometryOf(question),
            (_, stream) => stream.Write(values)
        );
    }

    private static VolumeGeometry? GeometryOf(StudyQuestion question)
    {
        var geometry = question.Case.Geometry;
        IReadOnlyList<double> spacing = geometry.Spacing is { Count: 3 } steps ? [steps[2], steps[1], steps[0]] : [1, 1, 1];
        return geometry.Affine is { } affine ? new(spacing, affine)
            : geometry.Spacing is { Count: 3 } ? new(spacing)
            : null;
    }
}
