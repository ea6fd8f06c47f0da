namespace DeferredSeg.Deferral.Metrics.Routed;

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
