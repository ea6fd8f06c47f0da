using System.Numerics;

namespace DeferredSeg.Deferral.Measures;

/// <summary>What is asked of masks and decisions that are compared pixel by pixel.</summary>
internal static class CaseMasks
{
    /// <summary>Requires at least one pixel of truth, and as many of another map.</summary>
    public static void RequireSize(int truth, int other, string what)
    {
        if (truth == 0)
            throw new ArgumentException("The truth has no pixels; expected those of an image.", nameof(truth));
        if (other != truth)
            throw new ArgumentException($"The {what} has {other} pixels, the truth has {truth}; both must be of the same image.");
    }

    /// <summary>Requires 0 or 1 everywhere, so that no label map is taken for a mask by accident.</summary>
    public static void RequireBinary(ReadOnlySpan<byte> mask, string what)
    {
        var index = mask.IndexOfAnyExceptInRange((byte)0, (byte)1);
        if (index >= 0)
            throw new ArgumentException(
                $"The {what} holds {mask[index]} at pixel {index}; expected a mask of 0 and 1. For a label map name the label to be "
                    + "measured; a mask of 0 and 255 is divided by 255 first."
            );
    }

    /// <summary>Requires one expert or more, each with as many pixels as the truth.</summary>
    public static void RequireExperts(IReadOnlyList<ReadOnlyMemory<byte>> experts, int truth)
    {
        ArgumentNullException.ThrowIfNull(experts);
        if (experts.Count == 0)
            throw new ArgumentException(
                "There are no experts; expected the mask of one or more. The model alone is measured by Overlap.Between.",
                nameof(experts)
            );
        for (var j = 0; j < experts.Count; j++)
            RequireSize(truth, experts[j].Length, Expert(j + 1));
    }

    /// <summary>Requires a channel from 0 to J for every pixel.</summary>
    public static void RequireDecision<T>(ReadOnlySpan<T> decision, int truth, int experts)
        where T : unmanaged, IBinaryInteger<T>
    {
        RequireSize(truth, decision.Length, "decision");
        for (var pixel = 0; pixel < decision.Length; pixel++)
        {
            if (T.IsNegative(decision[pixel]) || long.CreateSaturating(decision[pixel]) > experts)
                throw new ArgumentException(
                    $"The decision holds {decision[pixel]} at pixel {pixel}; expected 0 for the model or 1 to {experts} for an expert. "
                        + "Pass the masks of all experts that pixels were routed to.",
                    nameof(decision)
                );
        }
    }

    /// <summary>Requires no cost at all, or one for every expert, finite and not negative.</summary>
    public static void RequireCosts(ReadOnlySpan<double> costs, int experts)
    {
        if (!costs.IsEmpty && costs.Length != experts)
            throw new ArgumentException(
                $"There are {costs.Length} costs for {experts} experts; expected one for each, or none at all where asking is free.",
                nameof(costs)
            );
        for (var j = 0; j < costs.Length; j++)
            RequireCost(costs[j], Expert(j + 1));
    }

    /// <summary>Requires a finite cost that is not negative.</summary>
    public static void RequireCost(double cost, string what)
    {
        if (!(cost >= 0 && double.IsFinite(cost)))
            throw new ArgumentException($"The cost of the {what} is {cost}; expected a finite number from 0 up, in units of one wrong pixel.");
    }

    /// <summary>How an expert is named in errors, by the channel.</summary>
    public static string Expert(int channel) => $"mask of expert {channel}";
}
