using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Phantom;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Tensors;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>The images to route, and their truth where it is known. It owns both.</summary>
/// <param name="Name">What the cases are called.</param>
/// <param name="Source">Where they come from, for messages.</param>
/// <param name="Image">float32 <c>[B, C, H, W]</c>.</param>
/// <param name="Target">uint8 <c>[B, K, H, W]</c>, or null.</param>
internal sealed record RoutingInput(string Name, string Source, Tensor Image, Tensor? Target) : IDisposable
{
    private const int PhantomSize = 64;

    /// <exception cref="DataException">The file has no such images, or a target of another size.</exception>
    public static RoutingInput Read(string path, BackboneDescription description)
    {
        using var file = WeightFile.Open(path);
        var image = TensorInput.Require(file, path, "image", TensorDType.Float32, "[B, C, H, W]");
        if (image.dim() != 4 || image.shape.Contains(0))
            throw new DataException($"{path}: 'image' is [{string.Join(", ", image.shape)}]; expected [B, C, H, W] without an empty side.");
        var name = Path.GetFileNameWithoutExtension(path);
        if (!file.TryGet("target", out var info))
            return new(name, path, image, null);
        var target = TensorInput.Require(file, path, "target", TensorDType.UInt8, "[B, K, H, W]");
        long[] expected = [image.shape[0], description.Classes, .. image.shape[2..]];
        if (!target.shape.SequenceEqual(expected))
            throw new DataException($"{path}: 'target' is [{string.Join(", ", info.Shape)}]; expected [{string.Join(", ", expected)}].");
        if (target.amax(0, 1, 2, 3).ToInt32() > 1)
            throw new DataException($"{path}: 'target' has values above 1; expected one plane of zeros and ones for each class.");
        return new(name, path, image, target);
    }

    /// <summary>Generated shapes.</summary>
    public static RoutingInput Phantom(int count, long seed)
    {
        ShapeCase[] cases = [.. Enumerable.Range(0, count).Select(i => ShapeSet.Create((int)(seed & int.MaxValue), i, PhantomSize))];
        return new(
            "phantom",
            "--phantom",
            torch.tensor(cases.SelectMany(one => one.Image).ToArray(), [count, 1, PhantomSize, PhantomSize]),
            torch.tensor(cases.SelectMany(one => one.Mask).ToArray(), [count, 1, PhantomSize, PhantomSize], torch.ScalarType.Byte)
        );
    }

    public void Dispose()
    {
        Image.Dispose();
        Target?.Dispose();
    }
}

/// <summary>A network's input as a person would look at it.</summary>
internal static class ShownImage
{
    /// <summary>
    /// Scales the whole image's smallest value to 0 and its largest to 255; three channels are colours, of any other number the first is shown.
    /// </summary>
    /// <param name="image">float32 <c>[1, C, H, W]</c>.</param>
    public static ImagePlanes Of(Tensor image)
    {
        var channels = image.shape[1] == 3 ? 3 : 1;
        var values = image.cpu().narrow(1, 0, channels).contiguous().data<float>().ToArray();
        var finite = values.Where(float.IsFinite).DefaultIfEmpty(0).ToArray();
        var (low, high) = (finite.Min(), finite.Max());
        var scale = high > low ? 255 / (high - low) : 0;
        return new(
            (int)image.shape[2],
            (int)image.shape[3],
            channels,
            [.. values.Select(value => (byte)Math.Clamp(float.IsFinite(value) ? (value - low) * scale : 0, 0, 255))]
        );
    }
}
