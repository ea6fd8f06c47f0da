using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Reporting.Results;

/// <summary>The three rates of the paper's tables for System, Expert or Model.</summary>
/// <param name="Dice">DSC.</param>
/// <param name="Jaccard">Jaccard.</param>
/// <param name="Sensitivity">Sensitivity.</param>
public sealed record PerspectiveRates(Measurement Dice, Measurement Jaccard, Measurement Sensitivity)
{
    /// <summary>Summarises the rates of several seeds or cases, each counting alike; NaN is left out, rate by rate.</summary>
    public static PerspectiveRates Of(IReadOnlyList<OverlapRates> rates) =>
        new(
            Measurement.Of(rates.Select(one => one.Dice)),
            Measurement.Of(rates.Select(one => one.Jaccard)),
            Measurement.Of(rates.Select(one => one.Sensitivity))
        );

    internal IReadOnlyList<Measurement> All => [Dice, Jaccard, Sensitivity];
}
