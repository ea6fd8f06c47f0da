using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Consensus;

namespace DeferredSeg.Host.Commands.Consensus;

/// <summary>The numbers of one image. Null is undefined: all ratings are constant, which says nothing of the raters.</summary>
internal sealed record ConsensusSummary
{
    /// <summary>How many raters there are.</summary>
    [JsonPropertyName("R")]
    public int R { get; init; }

    /// <summary>The prior: the mean of all ratings, or what was given.</summary>
    public double? Gamma { get; init; }

    /// <summary>p of each rater.</summary>
    public IReadOnlyList<double>? Sensitivity { get; init; }

    /// <summary>q of each rater.</summary>
    public IReadOnlyList<double>? Specificity { get; init; }

    /// <summary>How many iterations ran.</summary>
    public int? Iterations { get; init; }

    /// <summary>Whether they stopped by themselves.</summary>
    public bool? Converged { get; init; }

    /// <summary>Whether all ratings are the same constant.</summary>
    public bool Constant { get; init; }

    /// <summary>The smallest distance of a posterior from the threshold 0.5.</summary>
    [JsonPropertyName("near_half")]
    public double? NearHalf { get; init; }

    /// <summary>The mean probability of foreground.</summary>
    [JsonPropertyName("mean_posterior")]
    public double? MeanPosterior { get; init; }

    /// <summary>Pixels at which STAPLE and the strict majority differ.</summary>
    [JsonPropertyName("pixels_consensus_differs_from_majority")]
    public long? PixelsConsensusDiffersFromMajority { get; init; }

    /// <summary>The state after some iterations.</summary>
    public IReadOnlyDictionary<int, ConsensusState>? After { get; init; }

    /// <summary>The same for each label against the rest.</summary>
    public IReadOnlyDictionary<int, ConsensusSummary>? Labels { get; init; }

    public static ConsensusSummary Of(StapleResult staple) =>
        new()
        {
            R = staple.Sensitivity.Length,
            Gamma = staple.Prior,
            Sensitivity = staple.IsConstant ? null : staple.Sensitivity,
            Specificity = staple.IsConstant ? null : staple.Specificity,
            Iterations = staple.Iterations,
            Converged = staple.Converged,
            Constant = staple.IsConstant,
            NearHalf = staple.Posterior.Min(w => Math.Abs(w - 0.5)),
            MeanPosterior = staple.Posterior.Average(),
        };
}
