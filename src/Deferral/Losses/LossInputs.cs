using DeferredSeg.Deferral.Routing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>What the losses ask of the tensors they are given.</summary>
internal static class LossInputs
{
    /// <summary>Requires floating point <c>[B, J+1, ...]</c> with at least one expert and one pixel.</summary>
    public static void RequireRouting(Tensor logits, string name)
    {
        RoutingShape.RequireChannels(logits, name);
        RequireFloatingPoint(logits, name);
    }

    /// <summary>Requires floating point <c>[B, 1, ...]</c> over the pixels of the routing logits.</summary>
    public static void RequireLogit(Tensor logit, Tensor routingLogits, string name)
    {
        RoutingShape.Require(logit, Over(routingLogits, 1), name, "one logit for each pixel of the routing logits (a binary segmentation)");
        RequireFloatingPoint(logit, name);
    }

    /// <summary>Requires 0 and 1 only, <c>[B, channels, ...]</c> over the pixels of the routing logits. A mask of 0 and 255 would else be wrong everywhere.</summary>
    public static void RequireMasks(Tensor masks, Tensor routingLogits, long channels, string name, string reason)
    {
        RoutingShape.Require(masks, Over(routingLogits, channels), name, reason);
        using var scope = torch.NewDisposeScope();
        var values = masks.detach();
        var strange = values.ne(0).logical_and(values.ne(1));
        if (strange.any().ToBoolean()) throw new ArgumentException($"The {name} hold other values than 0 and 1 at {strange.sum().ToInt64()} of {values.numel()} places, the first is {values.masked_select(strange)[0].to_type(torch.ScalarType.Float64).ToDouble():G}; expected 0 for background and 1 for foreground. Binarise the masks first.", name);
    }

    /// <summary>Requires a finite weight that is not negative.</summary>
    public static void RequireWeight(double weight, string name)
    {
        if (!double.IsFinite(weight) || weight < 0) throw new ArgumentOutOfRangeException(name, weight, $"{name} weights a term of the loss; expected a finite number of at least 0.");
    }

    private static long[] Over(Tensor routingLogits, long channels) => [routingLogits.shape[0], channels, .. routingLogits.shape[2..]];

    private static void RequireFloatingPoint(Tensor logits, string name)
    {
        if (!logits.is_floating_point()) throw new ArgumentException($"The {name} are {logits.dtype}; expected floating point logits, before sigmoid or softmax.", name);
    }
}
