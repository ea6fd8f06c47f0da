using TorchSharp.Modules;
using Embedding = TorchSharp.Modules.Embedding;

namespace Backbones.Sam;

/// <summary>What native routing adds to the network (DeferredSeg, Sec. 4.3): J + 1 tokens, J + 1 hypernetworks and the aggregated predictor.</summary>
/// <remarks>
/// Its names in the state dictionary: <c>routing_tokens.weight [J + 1, C]</c>, <c>routing_hypernetworks_mlps.j.layers.l</c> and, for the predictor,
/// convolution 3x3, ReLU, convolution 1x1 on the enlarged image, <c>deferral_predictor.0</c> and <c>.2</c>. Hidden channels, which the paper leaves
/// open, are as many as the enlarged image has.
/// </remarks>
internal sealed class RoutingParts
{
    public RoutingParts(int channels, int experts)
    {
        Tokens = Embedding(experts + 1, channels);
        Heads = new([.. Enumerable.Range(0, experts + 1).Select(_ => MaskDecoder.Head(channels))]);
        Predictor = Sequential(Conv2d(channels / 8, channels / 8, 3, padding: 1), ReLU(), Conv2d(channels / 8, 1, 1));
    }

    public Embedding Tokens { get; }

    public ModuleList<Perceptron> Heads { get; }

    public Sequential Predictor { get; }

    /// <summary>Adds routing to a network, on its device and in its mode.</summary>
    /// <param name="network">Takes the parts under their names.</param>
    /// <param name="channels">C of the decoder's tokens.</param>
    /// <param name="experts">J, at least 1.</param>
    /// <param name="already">The experts that the network routes to already; null without routing.</param>
    /// <exception cref="ArgumentOutOfRangeException">J is below 1.</exception>
    /// <exception cref="InvalidOperationException">There are routing channels already.</exception>
    public static RoutingParts AddTo(Module network, int channels, int experts, int? already)
    {
        if (experts < 1)
            throw new ArgumentOutOfRangeException(nameof(experts), experts, "Routing channels are for at least 1 expert.");
        if (already is not null)
            throw new InvalidOperationException($"There are routing channels for {already} experts already; they are added once.");
        var routing = new RoutingParts(channels, experts);
        var device = network.parameters().First().device;
        foreach (
            var (name, part) in new (string, Module)[]
            {
                ("routing_tokens", routing.Tokens),
                ("routing_hypernetworks_mlps", routing.Heads),
                ("deferral_predictor", routing.Predictor),
            }
        )
        {
            part.to(device);
            part.train(network.training);
            network.register_module(name, part);
        }
        return routing;
    }

    /// <summary>Routing logits <c>[P, J + 1, 4 h, 4 w]</c>.</summary>
    /// <param name="tokens">Mixed tokens.</param>
    /// <param name="first">The first routing token, <see cref="MaskDecoder.OwnTokens"/>.</param>
    /// <param name="enlarged">The enlarged image.</param>
    public Tensor Logits(Tensor tokens, int first, Tensor enlarged) =>
        MaskDecoder.Project([.. Heads.Select((head, channel) => (head, first + channel))], tokens, enlarged);
}

/// <summary>How the J + 1 routing tokens take part in the mask decoder.</summary>
public enum RoutingTokens
{
    /// <summary>
    /// As further queries, after the mask tokens and before the prompts (DeferredSeg, Sec. 4.3). All tokens attend to each other and the image
    /// attends to all of them, so the native masks change as soon as there are routing tokens, trained or not.
    /// </summary>
    Appended,

    /// <summary>
    /// As observers: they attend to themselves, to the native tokens and to the image; neither tokens nor image attend to them. The native masks
    /// stay as they are without routing, bit for bit.
    /// </summary>
    Observing,
}
