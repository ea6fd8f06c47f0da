using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using TorchSharp.Modules;

namespace Heads.RoutingChannels;

/// <summary>
/// The deferral function and the aggregated predictor for any backbone (DeferredSeg, Sec. 4.1 and 4.3): routing channels by a
/// convolution 1x1 from the decoder features, deferral map by convolution 3x3, ReLU, convolution 1x1. Both are resized to the
/// logits' size bilinearly, with <c>align_corners</c> false.
/// </summary>
/// <remarks>
/// <para>Where the backbone routes natively, its routing logits pass through unchanged. So does its predictor logit; the head's own predictor
/// is used only where the backbone gives none, and where the option <c>predictor</c> is false there is none at all.</para>
/// <para>The predictor's logit is before its sigmoid, which the paper names only by the map's range [0, 1]: the loss applies it.</para>
/// <para>Two spatial axes, or three: convolutions are of as many.</para>
/// <para>Its state dictionary: <c>routing.weight [R·(J+1), C, 1, 1]</c>, <c>routing.bias [R·(J+1)]</c> (with the option <c>routingWidth</c>
/// <c>routing.0.…</c> and <c>routing.2.…</c>), <c>predictor.0.weight [width, C, 3, 3]</c>, <c>predictor.0.bias [width]</c>,
/// <c>predictor.2.weight [1, width, 1, 1]</c>, <c>predictor.2.bias [1]</c>; without routing of its own or without a predictor, that part is missing.</para>
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
    private readonly int _axes;

    /// <summary>Builds the head with freshly initialised weights, from torch's default generator.</summary>
    /// <param name="options">Its shape.</param>
    /// <param name="experts">The number J of experts, at least 1.</param>
    /// <param name="featureChannels">Channels C of the decoder features, at least 1.</param>
    /// <param name="classes">Classes K, at least 1.</param>
    /// <param name="nativeRouting">Whether the backbone gives the routing logits.</param>
    /// <param name="axes">Spatial axes of logits and features, 2 or 3.</param>
    public RoutingChannelsHead(RoutingChannelsOptions options, int experts, int featureChannels, int classes, bool nativeRouting = false, int axes = 2)
    {
        _axes = axes;
        (_channels, _routings) = (experts + 1, options.RoutesPerClass ? classes : 1);
        (_featureChannels, _classes, _native) = (featureChannels, classes, nativeRouting);
        _layers = new(
            featureChannels,
            nativeRouting ? null : _routings * _channels,
            options.Predictor ? options.PredictorWidth ?? featureChannels : null,
            options.RoutingWidth,
            axes
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
        var map =
            segmentation.Features ?? throw new ArgumentException("The segmentation shows no features; this head reads the decoder's.", nameof(segmentation));
        var (features, logits) = (map.shape, segmentation.Logits.shape);
        var (named, sizes) = (_axes == 2 ? "two" : "three", _axes == 2 ? "H', W'" : "D', H', W'");
        Require(logits.Length == _axes + 2 && logits[1] == _classes, "logits", $"[P, {_classes}, {sizes}] (classes {_classes}, {named} spatial axes)", logits);
        Require(
            features.Length == _axes + 2 && features[1] == _featureChannels && features[0] == logits[0],
            "features",
            $"[{logits[0]}, {_featureChannels}, {(_axes == 2 ? "h, w" : "d, h, w")}] (feature channels {_featureChannels}, {named} spatial axes)",
            features
        );

        using var scope = NewDisposeScope();
        var routing = _native ? NativeRouting(segmentation) : OwnRouting(map, logits);
        var predictor = _description.HasPredictor ? NativePredictor(segmentation) ?? Resize(_layers.Predictor(map)!, logits) : null;
        return new DeferralOutput(routing.MoveToOuterDisposeScope(), predictor?.MoveToOuterDisposeScope());
    }

    /// <inheritdoc/>
    public void Dispose() => _layers.Dispose();

    private Tensor OwnRouting(Tensor features, long[] logits) =>
        Resize(_layers.Routing(features)!, logits).view([logits[0], _routings, _channels, .. logits[2..]]);

    /// <summary>The backbone's tensor under a handle of its own: the caller disposes both.</summary>
    private Tensor NativeRouting(SegmentationOutput segmentation)
    {
        var logits = segmentation.Logits.shape;
        var native =
            segmentation.RoutingLogits
            ?? throw new ArgumentException(
                $"The backbone gave no routing logits; this head was made for a backbone that routes natively, [P, {_routings}, {_channels}, H', W']. "
                    + $"Call AddRoutingChannels({_channels - 1}) on it.",
                nameof(segmentation)
            );
        Require(
            native.shape.AsSpan().SequenceEqual([logits[0], _routings, _channels, .. logits[2..]]),
            "native routing logits",
            $"[{logits[0]}, {_routings}, {_channels}, {string.Join(", ", logits[2..])}] (results, routings, experts + 1, size of the logits)",
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
            native.shape.AsSpan().SequenceEqual([logits[0], 1, .. logits[2..]]),
            "native predictor logit",
            $"[{logits[0]}, 1, {string.Join(", ", logits[2..])}] (results, 1, size of the logits)",
            native.shape
        );
        return native.alias();
    }

    private static Tensor Resize(Tensor maps, long[] logits) =>
        maps.shape[2..].SequenceEqual(logits[2..])
            ? maps
            : functional.interpolate(
                maps,
                logits[2..],
                mode: logits.Length == 4 ? InterpolationMode.Bilinear : InterpolationMode.Trilinear,
                align_corners: false
            );

    private static void Require(bool holds, string what, string expected, long[] found)
    {
        if (!holds)
            throw new ArgumentException(
                $"{RoutingChannelsFactory.Name} expects {what} of the shape {expected}, not [{string.Join(", ", found)}].",
                "segmentation"
            );
    }
}

/// <summary>
/// The layers of the head, on decoder features <c>[P, C, h, w]</c>. Routing: a convolution 1x1 to R·(J+1) channels, before it, if wanted, a convolution
/// 3x3 with padding 1 and ReLU. Predictor (DeferredSeg, Sec. 4.3): convolution 3x3 with padding 1, ReLU, convolution 1x1 to one channel.
/// </summary>
internal sealed class RoutingChannels : Module
{
    [ComponentName(Name = "routing")]
    private readonly Module<Tensor, Tensor>? _routing;

    [ComponentName(Name = "predictor")]
    private readonly Sequential? _predictor;

    /// <param name="featureChannels">C.</param>
    /// <param name="routingChannels">R·(J+1); null where the backbone routes.</param>
    /// <param name="predictorWidth">Null without a predictor.</param>
    /// <param name="routingWidth">Null without a layer before the routing channels.</param>
    /// <param name="axes">Spatial axes, 2 or 3.</param>
    public RoutingChannels(int featureChannels, int? routingChannels, int? predictorWidth, int? routingWidth, int axes)
        : base(nameof(RoutingChannels))
    {
        // What initialising leaves behind ends with the scope; the weights of convolutions do not.
        using var scope = NewDisposeScope();
        Module<Tensor, Tensor> Convolution(int inputs, int outputs, int side) =>
            axes == 2 ? Conv2d(inputs, outputs, side, padding: side / 2) : Conv3d(inputs, outputs, side, padding: side / 2);
        if (routingChannels is { } channels)
        {
            _routing = routingWidth is { } hidden
                ? Sequential(Convolution(featureChannels, hidden, 3), ReLU(), Convolution(hidden, channels, 1))
                : Convolution(featureChannels, channels, 1);
        }
        if (predictorWidth is { } width)
            _predictor = Sequential(Convolution(featureChannels, width, 3), ReLU(), Convolution(width, 1, 1));
        RegisterComponents();
    }

    /// <summary><c>[P, R·(J+1), h, w]</c>; null where the backbone routes.</summary>
    public Tensor? Routing(Tensor features) => _routing?.call(features);

    /// <summary>The predictor's logit <c>[P, 1, h, w]</c>; null without a predictor.</summary>
    public Tensor? Predictor(Tensor features) => _predictor?.call(features);
}
