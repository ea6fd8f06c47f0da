namespace DeferredSeg.Deferral.Metrics;

/// <summary>One bar of a reliability diagram.</summary>
/// <param name="Count">Pixels in the bin.</param>
/// <param name="MeanConfidence">The mean of their probabilities, from 0 to 1; NaN if the bin is empty.</param>
/// <param name="Frequency">The share of them for which the event came true, from 0 to 1; NaN if the bin is empty.</param>
public readonly record struct ReliabilityBin(int Count, double MeanConfidence, double Frequency)
{
    /// <summary>How far confidence and frequency are apart, from 0 to 1; 0 if the bin is empty.</summary>
    public double Gap => Count == 0 ? 0 : Math.Abs(MeanConfidence - Frequency);
}
