namespace DeferredSeg.Abstractions.Backbones;

/// <summary>
/// A backbone that knows how its publication prepares images: from an image as its file has it to the network's input space, resizing among it.
/// Offered next to <see cref="InputRule"/>; a configuration chooses between this and the host's own preparation.
/// </summary>
/// <remarks>
/// <para>The result shows the whole image and nothing else: no border is added or cut off, and each axis is stretched by its own factor. Masks, boxes and
/// decisions are carried over by these two factors alone.</para>
/// <para>The same image gives the same bits, whatever was prepared before, and whatever the network's weights, mode and device are.</para>
/// <para>Memory and threads: as for the backbone's other calls. The image stays the caller's; the result is a tensor of its own.</para>
/// </remarks>
public interface IImagePreprocessing
{
    /// <summary>Prepares one image.</summary>
    /// <param name="image">
    /// <c>[C, H, W]</c> on the CPU, C = 1 (grey) or 3 (red, green, blue), H and W at least 1, all values finite, as the file has them. uint8 for an
    /// 8-bit picture, 0 to 255; int32 for a picture of 16 bits a sample, 0 to 65535; float32 for everything else, such as arrays of real numbers and
    /// slices of volumes, in their own units. A volume's slice is an image like any other. All three types and both channel counts are taken, whatever
    /// the network's own channels.
    /// </param>
    /// <param name="height">Rows of the result, a size that the input rule allows.</param>
    /// <param name="width">Columns of the result, a size that the input rule allows.</param>
    /// <returns>
    /// float32 <c>[1, C', height, width]</c> on the CPU, finite, C' the channels of <see cref="BackboneDescription.Input"/>: what
    /// <see cref="ISegmentorBackbone.Encode"/> takes once it lies on the backbone's device.
    /// </returns>
    /// <exception cref="ArgumentException">It is no such image, or a size is below 1.</exception>
    Tensor Preprocess(Tensor image, int height, int width);
}
