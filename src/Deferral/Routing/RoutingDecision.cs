using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>Which channel each pixel goes to: 0 is the model, 1..J the experts.</summary>
public static class RoutingDecision
{
    /// <summary>Decides by the routing logits alone; the deferral predictor takes no part (Sec. 4.3).</summary>
    /// <remarks>Channels are compared one after another, because torch.argmax does not promise which of several equal values it returns.</remarks>
    /// <param name="logits">
    /// Floating point <c>[B, J+1, ...]</c>, for images <c>[B, J+1, H, W]</c>. Minus infinity is legal: such a channel is chosen only where no other is
    /// left.
    /// </param>
    /// <param name="ties">Who gets a pixel whose largest logits are equal.</param>
    /// <returns>
    /// int64 <c>[B, ...]</c>, for images <c>[B, H, W]</c>, from 0 to J; no gradient flows through it. It belongs to the caller's dispose scope.
    /// </returns>
    /// <exception cref="ArgumentException">There is no expert, no spatial dimension or no pixel, or a logit is not a number.</exception>
    public static Tensor Decide(Tensor logits, TieRule ties = TieRule.LowestChannel)
    {
        RoutingShape.RequireChannels(logits, nameof(logits));
        using var scope = torch.NewDisposeScope();
        var channels = logits.detach();
        RequireNumbers(channels, nameof(logits));
        var decision = ties switch
        {
            TieRule.LowestChannel => Lowest(channels, from: 0, out _),
            TieRule.ToExpert => ModelOnlyIfLarger(channels),
            _ => throw new ArgumentOutOfRangeException(nameof(ties), ties, "The rule for ties is LowestChannel or ToExpert."),
        };
        return decision.MoveToOuterDisposeScope();
    }

    private static Tensor ModelOnlyIfLarger(Tensor channels)
    {
        var expert = Lowest(channels, from: 1, out var best);
        return expert.masked_fill_(channels.select(1, 0).gt(best), 0);
    }

    /// <summary>
    /// The first channel that has the largest value, counted from the first of all, and that value. Both belong to the caller's dispose scope.
    /// </summary>
    internal static Tensor Lowest(Tensor channels, long from, out Tensor best)
    {
        best = channels.select(1, from);
        var lowest = torch.full_like(best, from, torch.ScalarType.Int64);
        for (var channel = from + 1; channel < channels.shape[1]; channel++)
        {
            using var candidate = channels.select(1, channel);
            using var larger = candidate.gt(best);
            lowest.masked_fill_(larger, channel);
            var previous = best;
            best = previous.maximum(candidate);
            previous.Dispose();
        }
        return lowest;
    }

    /// <summary>Refuses NaN. Its dispose scope is the caller's.</summary>
    internal static void RequireNumbers(Tensor logits, string name)
    {
        if (logits.isnan().any().ToBoolean())
            throw new ArgumentException(
                "The routing logits hold values that are not numbers (NaN), which no rule can route. Look for the layer or the loss that made them.",
                name
            );
    }
}

/// <summary>Who gets a pixel whose largest routing logits are equal. At equal initial logits the two rules give opposite maps.</summary>
public enum TieRule
{
    /// <summary>The lowest channel, so the model wins against every expert: the argmax of Eq. 6 and of the paper's text.</summary>
    LowestChannel,

    /// <summary>The model keeps a pixel only if its logit is strictly larger than every expert's (Eq. 3). Among tied experts the lowest wins.</summary>
    ToExpert,
}
