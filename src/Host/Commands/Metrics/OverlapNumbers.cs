using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Metrics;

namespace DeferredSeg.Host.Commands.Metrics;

/// <summary>An overlap's counts, and its rates under two conventions for 0/0.</summary>
internal sealed record OverlapNumbers(
    [property: JsonPropertyName("TP")] long TruePositives,
    [property: JsonPropertyName("FP")] long FalsePositives,
    [property: JsonPropertyName("FN")] long FalseNegatives,
    [property: JsonPropertyName("TN")] long TrueNegatives,
    [property: JsonPropertyName("strict_null_when_undefined")] RateNumbers Strict,
    [property: JsonPropertyName("with_convention")] RateNumbers Agreeing
)
{
    public static OverlapNumbers Of(Overlap overlap) =>
        new(
            overlap.TruePositives,
            overlap.FalsePositives,
            overlap.FalseNegatives,
            overlap.TrueNegatives,
            RateNumbers.Of(overlap.Rates(EmptyMasks.Undefined)),
            RateNumbers.Of(overlap.Rates(EmptyMasks.Agree))
        );
}
