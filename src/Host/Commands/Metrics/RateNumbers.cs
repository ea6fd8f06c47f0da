using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>The rates of an overlap, 0 to 1; null where undefined.</summary>
internal sealed record RateNumbers(double? Dice, double? Jaccard, double? Sensitivity, double? Specificity, double? Precision, double? Accuracy)
{
    public static RateNumbers Of(OverlapRates rates) =>
        new(
            JsonNumber.Of(rates.Dice),
            JsonNumber.Of(rates.Jaccard),
            JsonNumber.Of(rates.Sensitivity),
            JsonNumber.Of(rates.Specificity),
            JsonNumber.Of(rates.Precision),
            JsonNumber.Of(rates.Accuracy)
        );
}
