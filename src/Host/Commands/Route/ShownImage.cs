using DeferredSeg.Abstractions.Cases;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Commands.Route;

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
