namespace DeferredSeg.Data.Datasets.Inspection;

/// <summary>How two raters agree.</summary>
/// <param name="One">A rater.</param>
/// <param name="Other">Another.</param>
/// <param name="Cases">Cases that both rated.</param>
/// <param name="Dice">The mean over these; 1 where both masks of a case are empty.</param>
public sealed record PairReport(string One, string Other, int Cases, double Dice);
