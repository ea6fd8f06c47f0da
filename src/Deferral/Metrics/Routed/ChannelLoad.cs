using System.Numerics;

namespace DeferredSeg.Deferral.Metrics.Routed;

/// <summary>What a routing gave to one channel.</summary>
/// <param name="Channel">0 for the model, j for expert j.</param>
/// <param name="Pixels">The pixels decided for it.</param>
/// <param name="Hard">Their share, from 0 to 1; sums to 1 over the channels.</param>
/// <param name="Soft">The mean routing probability of the channel (rho of Eq. 8), from 0 to 1; sums to 1 over the channels where the probabilities do.</param>
public readonly record struct ChannelLoad(int Channel, long Pixels, double Hard, double Soft)
{
    /// <summary>The loads of all channels, of one image or of many, laid end to end.</summary>
    /// <param name="probabilities">The routing probabilities of each channel, J + 1 maps from 0 to 1.</param>
    /// <param name="decision">A channel for every pixel: 0 for the model, j for expert j.</param>
    /// <returns>J + 1 loads, channel 0 first.</returns>
    /// <exception cref="ArgumentException">
    /// There are fewer than two channels, the sizes differ or are 0, a value is no probability, or the decision names a channel that is not there.
    /// </exception>
    public static IReadOnlyList<ChannelLoad> Of<T>(IReadOnlyList<ReadOnlyMemory<double>> probabilities, ReadOnlySpan<T> decision)
        where T : unmanaged, IBinaryInteger<T>
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        if (probabilities.Count < 2)
            throw new ArgumentException(
                $"There are routing probabilities of {probabilities.Count} channels; expected those of the model and of one expert or more.",
                nameof(probabilities)
            );
        if (decision.IsEmpty)
            throw new ArgumentException("The decision has no pixels; expected those of an image.", nameof(decision));
        CaseMasks.RequireDecision(decision, decision.Length, probabilities.Count - 1);
        var loads = new ChannelLoad[probabilities.Count];
        var pixels = new long[probabilities.Count];
        foreach (var channel in decision)
            pixels[int.CreateTruncating(channel)]++;
        for (var channel = 0; channel < loads.Length; channel++)
        {
            var soft = Mean(probabilities[channel].Span, decision.Length, channel);
            loads[channel] = new(channel, pixels[channel], (double)pixels[channel] / decision.Length, soft);
        }
        return loads;
    }

    private static double Mean(ReadOnlySpan<double> probabilities, int pixels, int channel)
    {
        if (probabilities.Length != pixels)
            throw new ArgumentException(
                $"Channel {channel} has {probabilities.Length} routing probabilities, the decision has {pixels} pixels; both must be of the same image.",
                nameof(probabilities)
            );
        ProbabilityMap.Require(probabilities);
        var sum = 0.0;
        foreach (var probability in probabilities)
            sum += probability;
        return sum / pixels;
    }
}
