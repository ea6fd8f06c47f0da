using System.Numerics;

namespace DeferredSeg.Deferral.Regions;

/// <summary>What is asked of a decision map given as plain data.</summary>
internal static class DecisionMap
{
    /// <summary>Requires height x width values, each a channel.</summary>
    public static void Require<T>(ReadOnlySpan<T> decision, int height, int width)
        where T : unmanaged, IBinaryInteger<T>
    {
        if (height < 0 || width < 0 || (long)height * width != decision.Length)
            throw new ArgumentException($"The decision map has {decision.Length} values; expected height {height} x width {width}.", nameof(decision));
        for (var index = 0; index < decision.Length; index++)
        {
            if (T.IsNegative(decision[index]) || long.CreateChecked(decision[index]) > int.MaxValue)
                throw new ArgumentException(
                    $"The decision map holds {decision[index]} at row {index / width}, column {index % width}; expected a channel: 0 for the model, 1 and above for the experts.",
                    nameof(decision)
                );
        }
    }
}
