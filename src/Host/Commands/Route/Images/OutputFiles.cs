using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets.Volumes;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;
using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>Which files of a result are written, each with those before it.</summary>
internal enum RoutedFiles
{
    /// <summary>The masks of system and model, who answers for each pixel, and two pictures; of an image as PNG.</summary>
    Masks,

    /// <summary>The probabilities too, as PNG and as NPY.</summary>
    Maps,

    /// <summary>Each expert's region, and every map as NPY.</summary>
    All,
}

/// <summary>What the classes of masks mean in a map of labels.</summary>
/// <param name="Kind">How they relate.</param>
/// <param name="Values">The value of each class, where the network knows them; null writes a mask for each class that does not exclude the others.</param>
internal sealed record MaskMeaning(ClassKind Kind, IReadOnlyList<byte>? Values)
{
    /// <summary>Of a network's classes.</summary>
    public static MaskMeaning Of(BackboneDescription network) =>
        new(
            network.ClassKind,
            network.Labels is { } labels && labels.Count == network.Classes && labels.All(label => label.Value is >= 0 and <= byte.MaxValue)
                ? [.. labels.Select(label => (byte)label.Value)]
                : null
        );
}

/// <summary>The maps of one image by the names of their files, the same for pictures and for slices of volumes.</summary>
internal static class OutputMaps
{
    /// <summary>The final masks.</summary>
    public const string System = "system";

    /// <summary>The masks as long as an answer is pending.</summary>
    public const string Provisional = "provisional";

    private const string Model = "model";
    private const string Routing = "routing";
    private const string Expert = "expert-";
    private const string Deferral = "deferral";
    private const string Predictor = "predictor";
    private const string Outline = "outline";

    /// <summary>What all files of maps and pictures are called, as patterns.</summary>
    public static IEnumerable<string> Patterns =>
        new[] { System, Provisional, Model, Routing, Expert, Deferral, Predictor, Outline }.Select(name => name + "*");

    /// <summary>What stands after a name where there is one map for each class: -class1, -class2, and so on.</summary>
    public static string Suffix(int index, int count) => count == 1 ? "" : FormattableString.Invariant($"-class{index + 1}");

    /// <summary>
    /// Masks and label maps, H x W. Masks hold 0 and 1; where classes exclude each other, one map holds the class of each pixel, 0 the background.
    /// </summary>
    /// <param name="image">The image.</param>
    /// <param name="meaning">What classes mean.</param>
    /// <param name="complete">Whether the system's mask is final.</param>
    /// <param name="files">Which are wanted.</param>
    /// <returns>Name, values, and whether it is a mask of zeros and ones.</returns>
    public static IEnumerable<(string Name, byte[] Values, bool IsMask)> Labels(RoutedImage image, MaskMeaning meaning, bool complete, RoutedFiles files)
    {
        foreach (var one in Masks(complete ? System : Provisional, image.System, meaning))
            yield return one;
        foreach (var one in Masks(Model, image.Model, meaning))
            yield return one;
        if (!image.IsRouted)
            yield break;
        var routings = image.Decisions.Count;
        for (var r = 0; r < routings; r++)
            yield return (Routing + Suffix(r, routings), image.Decisions[r], false);
        for (var j = 1; files >= RoutedFiles.All && j <= image.Replies.Count; j++)
        {
            for (var r = 0; r < routings; r++)
                yield return (
                    FormattableString.Invariant($"{Expert}{j}{Suffix(r, routings)}"),
                    Array.ConvertAll(image.Decisions[r], channel => (byte)(channel == j ? 1 : 0)),
                    true
                );
        }
    }

    /// <summary>Probabilities from 0 to 1, H x W.</summary>
    public static IEnumerable<(string Name, float[] Values)> Probabilities(RoutedImage image, RoutedFiles files)
    {
        if (files < RoutedFiles.Maps)
            yield break;
        for (var r = 0; image.IsRouted && r < image.Deferral.Count; r++)
            yield return (Deferral + Suffix(r, image.Deferral.Count), image.Deferral[r]);
        if (image.Predictor is { } predictor)
            yield return (Predictor, predictor);
    }

    private static IEnumerable<(string Name, byte[] Values, bool IsMask)> Masks(string name, MaskPlanes mask, MaskMeaning meaning)
    {
        if (meaning.Kind == ClassKind.Multilabel && meaning.Values is { } values)
        {
            // A later region stands over an earlier one, as a core over the whole.
            var map = new byte[mask.Height * mask.Width];
            for (var k = 0; k < mask.Classes; k++)
            {
                var plane = mask.Plane(k);
                for (var pixel = 0; pixel < map.Length; pixel++)
                    if (plane[pixel] == 1)
                        map[pixel] = values[k];
            }
            yield return (name, map, false);
            yield break;
        }
        if (meaning.Kind == ClassKind.Exclusive)
        {
            var pixels = mask.Height * mask.Width;
            var labels = new byte[pixels];
            // Of several classes at a pixel, which an expert may say, the lowest.
            for (var k = mask.Classes - 1; k >= 0; k--)
            {
                var plane = mask.Plane(k);
                for (var pixel = 0; pixel < pixels; pixel++)
                    if (plane[pixel] == 1)
                        labels[pixel] = (byte)k;
            }
            yield return (name, labels, false);
            yield break;
        }
        for (var k = 0; k < mask.Classes; k++)
            yield return (name + Suffix(k, mask.Classes), mask.Plane(k).ToArray(), true);
    }
}

/// <summary>Writes the results of a picture: each map as PNG, and where that is wanted as NPY.</summary>
internal static class PictureFiles
{
    /// <summary>Writes the maps and the pictures.</summary>
    /// <param name="folder">The case's folder, which is there.</param>
    /// <param name="image">The image.</param>
    /// <param name="meaning">What classes mean.</param>
    /// <param name="complete">Whether the system's mask is final.</param>
    /// <param name="files">Which are wanted.</param>
    public static void Write(string folder, RoutedImage image, MaskMeaning meaning, bool complete, RoutedFiles files)
    {
        var (height, width) = (image.Image.Height, image.Image.Width);
        foreach (var (name, values, isMask) in OutputMaps.Labels(image, meaning, complete, files))
        {
            var path = Path.Combine(folder, name);
            ImageFile.Write(path + ".png", new(height, width, 1, 8, Array.ConvertAll(values, value => (ushort)(isMask ? value * byte.MaxValue : value))));
            if (files >= RoutedFiles.All)
                NumpyWriter.WriteArray(path + ".npy", new TensorInfo(name, TensorDType.UInt8, height, width), (_, stream) => stream.Write(values));
        }
        var shown = ShownPicture.Of(image.Image);
        foreach (var (name, values) in OutputMaps.Probabilities(image, files))
        {
            ImageFile.Write(Path.Combine(folder, name + ".png"), HeatPicture.Of(values, height, width, shown));
            NumpyWriter.WriteArray(
                Path.Combine(folder, name + ".npy"),
                new TensorInfo(name, TensorDType.Float32, height, width),
                (_, stream) => stream.Write(MemoryMarshal.AsBytes(values.AsSpan()))
            );
        }
        WriteOverlays(folder, image, meaning.Kind);
    }

    /// <summary>Writes who answers for each pixel, and the outlines of the system and of the truth, over the image.</summary>
    public static void WriteOverlays(string folder, RoutedImage image, ClassKind kind)
    {
        var shown = ShownPicture.Of(image.Image);
        for (var r = 0; image.IsRouted && r < image.Decisions.Count; r++)
            ImageFile.Write(
                Path.Combine(folder, $"routing-overlay{OutputMaps.Suffix(r, image.Decisions.Count)}.png"),
                RoutingPicture.Of(Array.ConvertAll(image.Decisions[r], channel => (long)channel), shown.Height, shown.Width, shown)
            );
        ImageFile.Write(
            Path.Combine(folder, "outline.png"),
            OutlinePicture.Of(shown, image.Truth is { } truth ? Foreground(truth, kind) : [], Foreground(image.System, kind))
        );
    }

    private static List<byte[]> Foreground(MaskPlanes mask, ClassKind kind)
    {
        var first = kind == ClassKind.Exclusive && mask.Classes > 1 ? 1 : 0;
        return [.. Enumerable.Range(first, mask.Classes - first).Select(k => mask.Plane(k).ToArray())];
    }
}

/// <summary>Writes the results of a volume: each map as one NIfTI volume with the voxels and the geometry of the input.</summary>
internal static class VolumeFiles
{
    private const string Compressed = ".nii.gz";

    /// <summary>Writes the maps, and pictures of the slice in which most is given away.</summary>
    /// <param name="folder">The volume's folder, which is there.</param>
    /// <param name="file">The input; results are compressed where it is.</param>
    /// <param name="grid">The input's voxels.</param>
    /// <param name="slices">The slices; where one is missing, 0 stands.</param>
    /// <param name="meaning">What classes mean.</param>
    /// <param name="complete">Whether the system's mask is final.</param>
    /// <param name="files">Which are wanted.</param>
    public static void Write(
        string folder,
        string file,
        VolumeGrid grid,
        IReadOnlyList<RoutedImage> slices,
        MaskMeaning meaning,
        bool complete,
        RoutedFiles files
    )
    {
        var extension = file.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? Compressed : ".nii";
        foreach (
            var map in slices
                .SelectMany(slice => OutputMaps.Labels(slice, meaning, complete, files).Select(one => (slice.Slice, one.Name, one.Values)))
                .GroupBy(one => one.Name)
        )
            Write(map.Key, TensorDType.UInt8, grid.ToFile(map.ToDictionary(one => one.Slice, one => one.Values), (byte)0));
        foreach (
            var map in slices
                .SelectMany(slice => OutputMaps.Probabilities(slice, files).Select(one => (slice.Slice, one.Name, one.Values)))
                .GroupBy(one => one.Name)
        )
            Write(
                map.Key,
                TensorDType.Float32,
                MemoryMarshal.AsBytes(grid.ToFile(map.ToDictionary(one => one.Slice, one => one.Values), 0f).AsSpan()).ToArray()
            );
        PictureFiles.WriteOverlays(folder, slices.MaxBy(slice => slice.Decisions.Sum(decision => decision.Count(channel => channel > 0)))!, meaning.Kind);

        void Write(string name, TensorDType type, byte[] values) =>
            NiftiWriter.Write(
                Path.Combine(folder, name + extension),
                new TensorInfo(name, type, grid.Size[2], grid.Size[1], grid.Size[0]),
                grid.Geometry,
                (_, stream) => stream.Write(values)
            );
    }
}
