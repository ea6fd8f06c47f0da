using TorchSharp.Modules;

namespace Heads.RoutingChannels;

/// <summary>
/// The layers of the head, on decoder features <c>[P, C, h, w]</c>. Routing: a convolution 1x1 to R·(J+1) channels, before it, if wanted, a convolution
/// 3x3 with padding 1 and ReLU. Predictor (DeferredSeg, Sec. 4.3): convolution 3x3 with padding 1, ReLU, convolution 1x1 to one channel.
/// </summary>
/// <remarks>
/// Its state dictionary: <c>routing.weight [R·(J+1), C, 1, 1]</c>, <c>routing.bias [R·(J+1)]</c> (with a layer before it <c>routing.0</c> and
/// <c>routing.2</c>), <c>predictor.0.weight [width, C, 3, 3]</c>, <c>predictor.0.bias [width]</c>, <c>predictor.2.weight [1, width, 1, 1]</c>,
/// <c>predictor.2.bias [1]</c>; without routing of its own or without a predictor, that part is missing.
/// </remarks>
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
    public RoutingChannels(int featureChannels, int? routingChannels, int? predictorWidth, int? routingWidth)
        : base(nameof(RoutingChannels))
    {
        // What initialising leaves behind ends with the scope; the weights of convolutions do not.
        using var scope = NewDisposeScope();
        if (routingChannels is { } channels)
        {
            _routing = routingWidth is { } hidden
                ? Sequential(Conv2d(featureChannels, hidden, 3, padding: 1), ReLU(), Conv2d(hidden, channels, 1))
                : Conv2d(featureChannels, channels, 1);
        }
        if (predictorWidth is { } width)
        {
            _predictor = Sequential(Conv2d(featureChannels, width, 3, padding: 1), ReLU(), Conv2d(width, 1, 1));
        }
        RegisterComponents();
    }

    /// <summary><c>[P, R·(J+1), h, w]</c>; null where the backbone routes.</summary>
    public Tensor? Routing(Tensor features) => _routing?.call(features);

    /// <summary>The predictor's logit <c>[P, 1, h, w]</c>; null without a predictor.</summary>
    public Tensor? Predictor(Tensor features) => _predictor?.call(features);
}
