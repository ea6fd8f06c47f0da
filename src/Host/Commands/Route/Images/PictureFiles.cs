using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Reporting.Pictures;

namespace DeferredSeg.Host.Commands.Route.Images;

/// <summary>Writes the results of a picture: each map as PNG for people and as NPY for programs.</summary>
internal static class PictureFiles
{
    /// <summary>Writes the maps and the pictures.</summary>
    /// <param name="folder">The case's folder, which is there.</param>
    /// <param name="image">The image.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="complete">Whether the system's mask is final.</param>
    public static void Write(string folder, RoutedImage image, ClassKind kind, bool complete)
    {
        var (height, width) = (image.Image.Height, image.Image.Width);
        foreach (var (name, values, isMask) in OutputMaps.Labels(image, kind, complete))
        {
            var path = Path.Combine(folder, name);
            ImageFile.Write(path + ".png", new(height, width, 1, 8, Array.ConvertAll(values, value => (ushort)(isMask ? value * byte.MaxValue : value))));
            NumpyWriter.WriteArray(path + ".npy", new TensorInfo(name, TensorDType.UInt8, height, width), (_, stream) => stream.Write(values));
        }
        var shown = ShownPicture.Of(image.Image);
        foreach (var (name, values) in OutputMaps.Probabilities(image))
        {
            ImageFile.Write(Path.Combine(folder, name + ".png"), HeatPicture.Of(values, height, width, shown));
            NumpyWriter.WriteArray(
                Path.Combine(folder, name + ".npy"),
                new TensorInfo(name, TensorDType.Float32, height, width),
                (_, stream) => stream.Write(MemoryMarshal.AsBytes(values.AsSpan()))
            );
        }
        WriteOverlays(folder, image, kind);
    }

    /// <summary>Writes who answers for each pixel, and the outlines of the system and of the truth, over the image.</summary>
    public static void WriteOverlays(string folder, RoutedImage image, ClassKind kind)
    {
        var shown = ShownPicture.Of(image.Image);
        for (var r = 0; r < image.Decisions.Count; r++)
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
