using DeferredSeg.Abstractions.Backbones;

namespace Heads.Estimates;

/// <summary>
/// What is seen of each pixel: the network's logits z, limited to 8 on either side, the image and further maps, each also as means over growing squares
/// around the pixel.
/// </summary>
/// <param name="Classes">K.</param>
/// <param name="ImageChannels">Channels of the image; 0 where it is not read.</param>
/// <param name="FeatureChannels">Channels of the decoder's features; 0 where they are not read.</param>
/// <param name="HasPasses">Whether mean and spread of several passes are read.</param>
/// <param name="Levels">From 1: level l is the mean over 2^l by 2^l pixels, brought back bilinearly.</param>
internal sealed record PixelInputs(int Classes, int ImageChannels, int FeatureChannels, bool HasPasses, int Levels)
{
    /// <summary>How far a logit counts: beyond it a network is sure, whatever the number.</summary>
    public const double LogitLimit = 8;

    private const int PassLevel = 3;
    private const int FeatureLevel = 2;
    private const int FirstDeviationLevel = 2;

    /// <summary>F: how many numbers there are of a pixel. The first K are z / 8 of each class.</summary>
    public int Count =>
        Classes * 3 * Levels
        + ImageChannels * Levels
        + (ImageChannels > 0 ? Math.Max(0, Levels - FirstDeviationLevel) : 0)
        + FeatureChannels * (Levels > FeatureLevel ? 2 : 1)
        + (HasPasses ? Classes * (2 + (Levels > PassLevel ? 1 : 0) + (Levels > FeatureLevel ? 1 : 0)) : 0);

    /// <summary>Gathers them.</summary>
    /// <param name="segmentation">What a backbone decoded, with the image where it is read.</param>
    /// <param name="kind">How classes relate.</param>
    /// <returns>float32 <c>[P, F, H', W']</c>, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Something that is read is missing or of another size.</exception>
    public Tensor Of(SegmentationOutput segmentation, ClassKind kind)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var logits = segmentation.Logits.detach().to(ScalarType.Float32);
        if (logits.dim() != 4 || logits.shape[1] != Classes)
            throw new ArgumentException(
                $"{EstimatesFactory.Name} expects logits [P, {Classes}, H', W'], not [{string.Join(", ", logits.shape)}].",
                nameof(segmentation)
            );
        // Of exclusive classes the logit of each against all others.
        var z = (kind == ClassKind.Exclusive ? logits.softmax(1).clamp(1e-6, 1 - 1e-6).logit() : logits).clamp(-LogitLimit, LogitLimit);
        var (height, width) = (logits.shape[2], logits.shape[3]);
        var own = cat([z / LogitLimit, z.sigmoid(), z.abs() / LogitLimit], 1);
        List<Tensor> maps = [.. Pyramid(own)];
        if (ImageChannels > 0)
            maps.AddRange(OfImage(segmentation, height, width));
        if (FeatureChannels > 0)
            maps.AddRange(OfFeatures(segmentation, height, width));
        if (HasPasses)
            maps.AddRange(OfPasses(segmentation));
        return cat(maps, 1).MoveToOuterDisposeScope();
    }

    private IEnumerable<Tensor> Pyramid(Tensor maps) => Enumerable.Range(0, Levels).Select(level => Around(maps, level));

    private IEnumerable<Tensor> OfImage(SegmentationOutput segmentation, long height, long width)
    {
        var image = segmentation.Image?.detach().to(ScalarType.Float32);
        if (image is null || image.shape[1] != ImageChannels || image.shape[2] != height || image.shape[3] != width)
            throw new ArgumentException(
                $"{EstimatesFactory.Name} reads the image, [P, {ImageChannels}, {height}, {width}]; "
                    + (image is null ? "there is none." : $"found [{string.Join(", ", image.shape)}]."),
                nameof(segmentation)
            );
        var standard = Standardised(image, segmentation.FieldOfView?.to(ScalarType.Float32));
        var grey = standard.mean([1L], keepdim: true);
        var square = grey.square();
        return
        [
            .. Pyramid(standard),
            .. Enumerable
                .Range(FirstDeviationLevel, Math.Max(0, Levels - FirstDeviationLevel))
                .Select(level => (Around(square, level) - Around(grey, level).square()).clamp_min(0).sqrt()),
        ];
    }

    private List<Tensor> OfFeatures(SegmentationOutput segmentation, long height, long width)
    {
        var features = segmentation.Features?.detach().to(ScalarType.Float32);
        if (features is null || features.dim() != 4 || features.shape[1] != FeatureChannels)
            throw new ArgumentException(
                $"{EstimatesFactory.Name} expects features [P, {FeatureChannels}, h, w], "
                    + (features is null ? "and there are none." : $"not [{string.Join(", ", features.shape)}]."),
                nameof(segmentation)
            );
        var full =
            features.shape[2] == height && features.shape[3] == width
                ? features
                : nn.functional.interpolate(features, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        return Levels > FeatureLevel ? [full, Around(full, FeatureLevel)] : [full];
    }

    private List<Tensor> OfPasses(SegmentationOutput segmentation)
    {
        var mean = Extra(SegmentationOutput.Mean);
        var spread = Extra(SegmentationOutput.Spread) * 4;
        List<Tensor> maps = [mean, spread];
        if (Levels > PassLevel)
            maps.Add(Around(mean, PassLevel));
        if (Levels > FeatureLevel)
            maps.Add(Around(spread, FeatureLevel));
        return maps;

        Tensor Extra(string name) =>
            segmentation.Extras.GetValueOrDefault(name) is { } found && found.shape.SequenceEqual(segmentation.Logits.shape)
                ? found.detach().to(ScalarType.Float32)
                : throw new ArgumentException($"{EstimatesFactory.Name} reads '{name}' of several passes, of the size of the logits.", nameof(segmentation));
    }

    // Each image for itself, within its field of view, and 0 outside.
    private static Tensor Standardised(Tensor image, Tensor? view)
    {
        view ??= ones_like(image.narrow(1, 0, 1));
        var count = view.sum([2L, 3L], keepdim: true).clamp_min(1);
        var mean = (image * view).sum([2L, 3L], keepdim: true) / count;
        var centred = (image - mean) * view;
        var deviation = (centred.square().sum([2L, 3L], keepdim: true) / count).sqrt();
        return centred / deviation.clamp_min(1e-6);
    }

    private static Tensor Around(Tensor maps, int level)
    {
        if (level == 0)
            return maps;
        var (height, width) = (maps.shape[2], maps.shape[3]);
        // A small image is its own surroundings.
        long[] size = [Math.Min(1L << level, height), Math.Min(1L << level, width)];
        var pooled = nn.functional.avg_pool2d(maps, size, size, ceil_mode: true, count_include_pad: false);
        return nn.functional.interpolate(pooled, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
    }
}
