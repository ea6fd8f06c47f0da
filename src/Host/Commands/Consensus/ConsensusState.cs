using System.Text.Json.Serialization;

namespace DeferredSeg.Host.Commands.Consensus;

/// <summary>STAPLE after some iterations.</summary>
/// <param name="Sensitivity">p of each rater.</param>
/// <param name="Specificity">q of each rater.</param>
/// <param name="SumPosterior">The expected number of foreground pixels.</param>
internal sealed record ConsensusState(
    IReadOnlyList<double> Sensitivity,
    IReadOnlyList<double> Specificity,
    [property: JsonPropertyName("sum_posterior")] double SumPosterior
);
