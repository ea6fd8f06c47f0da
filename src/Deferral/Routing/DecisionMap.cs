using System.Numerics;

namespace DeferredSeg.Deferral.Routing;

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
                    $"The decision map holds {decision[index]} at row {index / width}, column {index % width}; expected a "
                        + "channel: 0 for the model, 1 and above for the experts.",
                    nameof(decision)
                );
        }
    }
}

/// <summary>A decision map as text, for people and for tests that compare it: one character a pixel, one line a row.</summary>
public static class DecisionMapText
{
    private const string Characters = ".123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";

    /// <summary>Writes <c>.</c> for the model, <c>1</c> to <c>9</c> for the first experts, then <c>a</c> to <c>z</c> and <c>A</c> to <c>Z</c>.</summary>
    /// <param name="decision">Channels from 0 to 61, row-major, height x width.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>Lines joined by a line feed, none after the last.</returns>
    /// <exception cref="ArgumentException">The map has another size, or a value that is no channel or beyond 61.</exception>
    public static string Of(ReadOnlySpan<long> decision, int height, int width) => Write(decision, height, width);

    /// <inheritdoc cref="Of(ReadOnlySpan{long}, int, int)"/>
    public static string Of(ReadOnlySpan<byte> decision, int height, int width) => Write(decision, height, width);

    private static string Write<T>(ReadOnlySpan<T> decision, int height, int width)
        where T : unmanaged, IBinaryInteger<T>
    {
        DecisionMap.Require(decision, height, width);
        if (height == 0)
            return "";
        var text = new char[decision.Length + height - 1];
        text.AsSpan().Fill('\n');
        for (var index = 0; index < decision.Length; index++)
            text[index + index / width] = Of(int.CreateChecked(decision[index]));
        return new(text);
    }

    private static char Of(int channel) =>
        channel < Characters.Length
            ? Characters[channel]
            : throw new ArgumentException(
                $"The decision map holds channel {channel}; text has characters for the model and "
                    + $"{Characters.Length - 1} experts. Draw a picture of it instead.",
                nameof(channel)
            );
}
