namespace Tiny;

/// <summary>A sound backbone to derive from that prepares images itself: grey, bilinear, least and largest value become 0 and 1.</summary>
public class TinyPreprocessing(TinyOptions options) : TinyBackbone(options), IImagePreprocessing
{
    public virtual Tensor Preprocess(Tensor image, int height, int width)
    {
        if (image.dim() != 3 || image.shape[0] is not (1 or 3) || height < 1 || width < 1)
            throw new ArgumentException("An image [C, H, W] with 1 or 3 channels is expected, and a size of at least 1.", nameof(image));
        using var scope = NewDisposeScope();
        var grey = image.to(ScalarType.Float32).mean([0], keepdim: true).unsqueeze(0);
        var resized = functional.interpolate(grey, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        var (least, largest) = (resized.min().item<float>(), resized.max().item<float>());
        return resized.sub(least).div(Math.Max(largest - least, 1e-8f)).MoveToOuterDisposeScope();
    }
}
