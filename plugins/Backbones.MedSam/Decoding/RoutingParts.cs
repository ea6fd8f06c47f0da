using TorchSharp.Modules;
using Embedding = TorchSharp.Modules.Embedding;

namespace Backbones.MedSam.Decoding;

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

    /// <summary>Routing logits <c>[P, J + 1, 4 h, 4 w]</c>.</summary>
    public Tensor Logits(Tensor tokens, Tensor enlarged) =>
        MaskDecoder.Project([.. Heads.Select((head, channel) => (head, MaskDecoder.OwnTokens + channel))], tokens, enlarged);
}
