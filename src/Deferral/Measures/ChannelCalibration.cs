using System.Numerics;

namespace DeferredSeg.Deferral.Measures;

/// <summary>How well the estimated probability that a channel is right fits how often it is.</summary>
/// <remarks>
/// Meant for probabilities of being right, one for each channel on its own: those of one-vs-all logits by a sigmoid, or of a
/// two-stage router. The softmax of Eq. 5 shares 1 among the channels and is not such an estimate; its calibration error says so.
/// </remarks>
/// <param name="Channel">0 for the model, j for expert j.</param>
/// <param name="Reliability">The reliability diagram, its ECE and MCE.</param>
/// <param name="Score">Brier score and likelihood of the event that the channel is right.</param>
/// <param name="MeanProbability">The mean estimate, from 0 to 1.</param>
/// <param name="Accuracy">How often the channel is right, over all pixels, from 0 to 1.</param>
public sealed record ChannelCalibration(int Channel, Calibration Reliability, ProbabilityScore Score, double MeanProbability, double Accuracy)
{
    /// <summary>Compares the estimates of all channels with what they had right, over all pixels, whoever these were routed to.</summary>
    /// <param name="probabilities">
    /// The estimated probability that each channel is right, J + 1 maps from 0 to 1: the model's, then those of experts 1..J.
    /// </param>
    /// <param name="truth">The true label of every pixel.</param>
    /// <param name="model">The model's labels.</param>
    /// <param name="experts">One map an expert; expert j lies at index j - 1.</param>
    /// <param name="bins">How many bins, 1 or more.</param>
    /// <param name="rule">How they are filled.</param>
    /// <returns>J + 1 results, channel 0 first.</returns>
    /// <exception cref="ArgumentException">
    /// The sizes or numbers of channels differ or are 0, a value is no probability, or there is no bin or no such rule.
    /// </exception>
    public static IReadOnlyList<ChannelCalibration> Of(
        IReadOnlyList<ReadOnlyMemory<double>> probabilities,
        ReadOnlySpan<byte> truth,
        ReadOnlySpan<byte> model,
        IReadOnlyList<ReadOnlyMemory<byte>> experts,
        int bins = Calibration.DefaultBins,
        BinRule rule = BinRule.EqualWidth
    )
    {
        ArgumentNullException.ThrowIfNull(probabilities);
        CaseMasks.RequireSize(truth.Length, model.Length, nameof(model));
        CaseMasks.RequireExperts(experts, truth.Length);
        if (probabilities.Count != experts.Count + 1)
            throw new ArgumentException(
                $"There are probabilities of {probabilities.Count} channels for the model and {experts.Count} experts; expected {experts.Count + 1}.",
                nameof(probabilities)
            );
        var results = new ChannelCalibration[probabilities.Count];
        for (var channel = 0; channel < results.Length; channel++)
        {
            var correct = Correctness.Of(channel == 0 ? model : experts[channel - 1].Span, truth);
            var estimates = probabilities[channel].Span;
            var reliability = Calibration.OfEvents(estimates, correct, bins, rule);
            var sum = 0.0;
            foreach (var estimate in estimates)
                sum += estimate;
            results[channel] = new(
                channel,
                reliability,
                ProbabilityScore.Of(estimates, correct),
                sum / truth.Length,
                (double)correct.AsSpan().Count((byte)1) / truth.Length
            );
        }
        return results;
    }
}

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

/// <summary>Where a model or an expert is right, the event whose probability a router estimates.</summary>
public static class Correctness
{
    /// <summary>Compares labels with the truth.</summary>
    /// <param name="labels">Masks of 0 and 1 or label maps.</param>
    /// <param name="truth">As many pixels.</param>
    /// <returns>As many pixels, 1 where both are the same, otherwise 0.</returns>
    /// <exception cref="ArgumentException">The sizes differ or are 0.</exception>
    public static byte[] Of(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> truth)
    {
        CaseMasks.RequireSize(truth.Length, labels.Length, nameof(labels));
        var correct = new byte[truth.Length];
        for (var pixel = 0; pixel < correct.Length; pixel++)
            correct[pixel] = labels[pixel] == truth[pixel] ? (byte)1 : (byte)0;
        return correct;
    }
}
