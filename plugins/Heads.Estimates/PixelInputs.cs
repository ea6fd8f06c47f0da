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
        var maps = Maps(segmentation, kind);
        return Rows(maps, 0, segmentation.Logits.shape[2]).MoveToOuterDisposeScope();
    }

    /// <summary>The maps that they are taken from, in order; in the caller's dispose scope.</summary>
    /// <param name="segmentation">What a backbone decoded, with the image where it is read.</param>
    /// <param name="kind">How classes relate.</param>
    /// <exception cref="ArgumentException">Something that is read is missing or of another size.</exception>
    public IReadOnlyList<SeenMap> Maps(SegmentationOutput segmentation, ClassKind kind)
    {
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
        List<SeenMap> maps = [.. Pyramid(own)];
        if (ImageChannels > 0)
            maps.AddRange(OfImage(segmentation, height, width));
        if (FeatureChannels > 0)
            maps.AddRange(OfFeatures(segmentation, height, width));
        if (HasPasses)
            maps.AddRange(OfPasses(segmentation));
        return maps;
    }

    /// <summary>What is seen of some rows of pixels.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="first">The first row.</param>
    /// <param name="count">How many rows.</param>
    /// <returns>float32 <c>[P, F, count, W']</c>, in the caller's dispose scope.</returns>
    public static Tensor Rows(IReadOnlyList<SeenMap> maps, long first, long count)
    {
        using var scope = NewDisposeScope();
        return cat([.. maps.Select(map => map.Rows(first, count))], 1).MoveToOuterDisposeScope();
    }

    private IEnumerable<SeenMap> Pyramid(Tensor maps) => Enumerable.Range(0, Levels).Select(level => SeenMap.Around(maps, level));

    private IEnumerable<SeenMap> OfImage(SegmentationOutput segmentation, long height, long width)
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
            .. Enumerable.Range(FirstDeviationLevel, Math.Max(0, Levels - FirstDeviationLevel)).Select(level => SeenMap.Deviation(grey, square, level)),
        ];
    }

    private List<SeenMap> OfFeatures(SegmentationOutput segmentation, long height, long width)
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
        return Levels > FeatureLevel ? [SeenMap.Around(full, 0), SeenMap.Around(full, FeatureLevel)] : [SeenMap.Around(full, 0)];
    }

    private List<SeenMap> OfPasses(SegmentationOutput segmentation)
    {
        var mean = Extra(SegmentationOutput.Mean);
        var spread = Extra(SegmentationOutput.Spread) * 4;
        List<SeenMap> maps = [SeenMap.Around(mean, 0), SeenMap.Around(spread, 0)];
        if (Levels > PassLevel)
            maps.Add(SeenMap.Around(mean, PassLevel));
        if (Levels > FeatureLevel)
            maps.Add(SeenMap.Around(spread, FeatureLevel));
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
}
