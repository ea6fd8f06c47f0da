using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace Heads.RoutingChannels;

/// <summary>
/// The deferral function and the aggregated predictor for any backbone (DeferredSeg, Sec. 4.1 and 4.3): routing channels by a
/// convolution 1x1 from the decoder features, deferral map by convolution 3x3, ReLU, convolution 1x1. Both are resized to the
/// logits' size bilinearly, with <c>align_corners</c> false.
/// </summary>
/// <remarks>
/// <para>Where the backbone routes natively, its routing logits pass through as they are. So does its predictor logit; the head's own predictor
/// is used only where the backbone gives none, and where the option <c>predictor</c> is false there is none at all.</para>
/// <para>The predictor's logit is before its sigmoid, which the paper names only by the map's range [0, 1]: the loss applies it.</para>
/// <para>Two spatial axes; volumes are refused. Its parameters are named <c>routing.weight</c>, <c>routing.bias</c> (with the option <c>routingWidth</c> <c>routing.0.…</c> and <c>routing.2.…</c>), <c>predictor.0.weight</c>,
/// <c>predictor.0.bias</c>, <c>predictor.2.weight</c> and <c>predictor.2.bias</c>.</para>
/// </remarks>
public sealed class RoutingChannelsHead : ITrainableHead
{
    private readonly RoutingChannels _layers;
    private readonly HeadDescription _description;
    private readonly int _channels;
    private readonly int _routings;
    private readonly int _featureChannels;
    private readonly int _classes;
    private readonly bool _native;

    /// <summary>Builds the head with freshly initialised weights, from torch's default generator.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="experts">The number J of experts, at least 1.</param>
    /// <param name="featureChannels">Channels C of the decoder features, at least 1.</param>
    /// <param name="classes">Classes K, at least 1.</param>
    /// <param name="nativeRouting">Whether the backbone gives the routing logits.</param>
    public RoutingChannelsHead(RoutingChannelsOptions options, int experts, int featureChannels, int classes, bool nativeRouting = false)
    {
        (_channels, _routings) = (experts + 1, options.RoutesPerClass ? classes : 1);
        (_featureChannels, _classes, _native) = (featureChannels, classes, nativeRouting);
        _layers = new(
            featureChannels,
            nativeRouting ? null : _routings * _channels,
            options.Predictor ? options.PredictorWidth ?? featureChannels : null,
            options.RoutingWidth
        );
        _description = new()
        {
            Id = RoutingChannelsFactory.Name,
            Version = typeof(RoutingChannelsHead).Assembly.GetName().Version?.ToString(3) ?? "",
            Parameterisation = options.Parameterisation,
            RoutesPerClass = options.RoutesPerClass,
            HasPredictor = options.Predictor,
        };
    }

    /// <inheritdoc/>
    public Module Module => _layers;

    /// <inheritdoc/>
    public HeadDescription Describe() => _description;

    /// <inheritdoc/>
    public DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default)
    {
        cancellation.ThrowIfCancellationRequested();
        var (features, logits) = (segmentation.Features.shape, segmentation.Logits.shape);
        Require(logits.Length == 4 && logits[1] == _classes, "logits", $"[P, {_classes}, H', W'] (classes {_classes}, two spatial axes)", logits);
        Require(
            features.Length == 4 && features[1] == _featureChannels && features[0] == logits[0],
            "features",
            $"[{logits[0]}, {_featureChannels}, h, w] (feature channels {_featureChannels}, two spatial axes)",
            features
        );

        using var scope = NewDisposeScope();
        var routing = _native ? NativeRouting(segmentation) : OwnRouting(segmentation);
        var predictor = _description.HasPredictor ? NativePredictor(segmentation) ?? Resize(_layers.Predictor(segmentation.Features)!, logits) : null;
        return new DeferralOutput(routing.MoveToOuterDisposeScope(), predictor?.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _layers.Dispose();

    private Tensor OwnRouting(SegmentationOutput segmentation)
    {
        var logits = segmentation.Logits.shape;
        return Resize(_layers.Routing(segmentation.Features)!, logits).view(logits[0], _routings, _channels, logits[2], logits[3]);
    }

    /// <summary>The backbone's tensor under a handle of its own: the caller disposes both.</summary>
    private Tensor NativeRouting(SegmentationOutput segmentation)
    {
        var logits = segmentation.Logits.shape;
        var native =
            segmentation.RoutingLogits
            ?? throw new ArgumentException(
                $"The backbone gave no routing logits; this head was made for a backbone that routes natively, [P, {_routings}, {_channels}, H', W']. Call AddRoutingChannels({_channels - 1}) on it.",
                nameof(segmentation)
            );
        Require(
            native.shape.AsSpan().SequenceEqual([logits[0], _routings, _channels, logits[2], logits[3]]),
            "native routing logits",
            $"[{logits[0]}, {_routings}, {_channels}, {logits[2]}, {logits[3]}] (results, routings, experts + 1, size of the logits)",
            native.shape
        );
        return native.alias();
    }

    private Tensor? NativePredictor(SegmentationOutput segmentation)
    {
        if (!_native || segmentation.PredictorLogit is not { } native)
            return null;
        var logits = segmentation.Logits.shape;
        Require(
            native.shape.AsSpan().SequenceEqual([logits[0], 1, logits[2], logits[3]]),
            "native predictor logit",
            $"[{logits[0]}, 1, {logits[2]}, {logits[3]}] (results, 1, size of the logits)",
            native.shape
        );
        return native.alias();
    }

    private static Tensor Resize(Tensor maps, long[] logits) =>
        maps.shape[2] == logits[2] && maps.shape[3] == logits[3]
            ? maps
            : functional.interpolate(maps, [logits[2], logits[3]], mode: InterpolationMode.Bilinear, align_corners: false);

    private static void Require(bool holds, string what, string expected, long[] found)
    {
        if (!holds)
            throw new ArgumentException(
                $"{RoutingChannelsFactory.Name} expects {what} of the shape {expected}, not [{string.Join(", ", found)}].",
                "segmentation"
            );
    }
}
