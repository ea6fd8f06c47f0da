using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Engine.Weights;
using Heads.RoutingChannels;
using TorchSharp;
using static TorchSharp.torch;

namespace Shared.Routing;

/// <summary>The head for any backbone over a network's result, as text. The head's weights follow from their names.</summary>
internal static class GenericRouting
{
    /// <summary>How far the two largest logits must lie apart at each pixel, so that no rounding of the network's arithmetic changes who answers.</summary>
    private const double Clear = 3e-4;

    /// <summary>Routes a result.</summary>
    /// <param name="segmentation">The network's result; it stays the caller's.</param>
    /// <param name="options">The head's shape.</param>
    /// <param name="experts">J.</param>
    /// <param name="digits">Decimals of the text.</param>
    public static string Text(SegmentationOutput segmentation, RoutingChannelsOptions options, int experts, int digits)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        using var head = new RoutingChannelsHead(options, experts, (int)segmentation.Features!.shape[1], (int)segmentation.Logits.shape[1]);
        ProceduralWeights.Fill(head.Module, "default");
        using var output = head.Route(segmentation);
        var largest = output.RoutingLogits.topk(2, 2).values;
        var gap = (largest.select(2, 0) - largest.select(2, 1)).min().ToDouble();
        Assert.True(gap >= Clear, $"At some pixel two channels are {gap} apart; take a case where they are at least {Clear} apart.");
        return RoutingSnapshot.Of(output.RoutingLogits, output.PredictorLogit, new() { Digits = digits });
    }
}
