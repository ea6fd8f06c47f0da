using DeferredSeg.Abstractions.Cases;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing;

/// <summary>What the functions of this folder ask of the shapes they are given.</summary>
internal static class RoutingShape
{
    /// <summary>Requires <c>[B, J+1, ...]</c> with at least one expert and one pixel.</summary>
    public static void RequireChannels(Tensor maps, string name)
    {
        if (maps.dim() < 3 || maps.shape[1] < 2)
            throw new ArgumentException(
                $"The {name} have the shape {Text(maps.shape)}; expected [B, J+1, ...]: the batch, a channel for the model and one for "
                    + "each of J >= 1 experts, then at least one spatial dimension.",
                name
            );
        RequirePixels(maps, name);
    }

    /// <summary>Requires int64 <c>[B, ...]</c> with at least one pixel.</summary>
    public static void RequireDecision(Tensor decision, string name)
    {
        if (decision.dtype != torch.ScalarType.Int64 || decision.dim() < 2)
            throw new ArgumentException(
                $"The {name} is {decision.dtype} {Text(decision.shape)}; expected Int64 [B, ...], as RoutingDecision.Decide gives it.",
                name
            );
        RequirePixels(decision, name);
    }

    /// <summary>Requires that a decision names the model and the given experts only. Its dispose scope is the caller's.</summary>
    public static void RequireRange(Tensor decision, long experts, string name, string mend)
    {
        var (first, last) = (decision.min().ToInt64(), decision.max().ToInt64());
        if (first < 0 || last > experts)
            throw new ArgumentException(
                $"The {name} holds values from {first} to {last}; expected 0 for the model and 1 to {experts} for the experts. {mend}",
                name
            );
    }

    /// <summary>The spatial sizes of maps, two or three, as a grid.</summary>
    public static Grid Grid(ReadOnlySpan<long> sizes) =>
        sizes.Length == 3 ? new((int)sizes[0], (int)sizes[1], (int)sizes[2]) : new((int)sizes[^2], (int)sizes[^1]);

    /// <summary>Requires the shape, saying whose it is.</summary>
    public static void Require(Tensor tensor, ReadOnlySpan<long> expected, string name, string reason)
    {
        if (!expected.SequenceEqual(tensor.shape))
            throw new ArgumentException($"The {name} have the shape {Text(tensor.shape)}; expected {Text(expected.ToArray())}, {reason}.", name);
    }

    private static void RequirePixels(Tensor maps, string name)
    {
        if (maps.numel() == 0)
            throw new ArgumentException($"There is no pixel in the {name} of shape {Text(maps.shape)}; expected at least one image that is not empty.", name);
    }

    private static string Text(long[] shape) => $"[{string.Join(", ", shape)}]";
}
