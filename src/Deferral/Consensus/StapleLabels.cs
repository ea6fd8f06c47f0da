namespace DeferredSeg.Deferral.Consensus;

/// <summary>What STAPLE found in label maps, one label against the rest.</summary>
/// <param name="Labels">The labels that occur in the ratings, ascending, without the background label 0.</param>
/// <param name="PerLabel">The binary result of each of them, in the same order.</param>
/// <param name="Consensus">
/// The label with the largest posterior for every pixel, background where none reaches 0.5. Among equal posteriors the lowest
/// label wins. The posteriors of one pixel come from separate estimates and need not add up to 1.
/// </param>
public sealed record StapleLabels(byte[] Labels, IReadOnlyList<StapleResult> PerLabel, byte[] Consensus);
