namespace DeferredSeg.Data.Datasets.Inspection;

/// <summary>What one rater left.</summary>
/// <param name="Name">The rater.</param>
/// <param name="Present">Masks.</param>
/// <param name="Empty">Masks without foreground, of these.</param>
/// <param name="Missing">Cases without a mask.</param>
/// <param name="Declined">Cases that the rater would not judge.</param>
/// <param name="Unreadable">Masks that cannot be used.</param>
/// <param name="DiceWithOthers">The mean over cases and other raters; null where nobody else rated.</param>
/// <param name="DiceWithGold">The mean over cases; null where there is no reference.</param>
public sealed record RaterReport(string Name, int Present, int Empty, int Missing, int Declined, int Unreadable, double? DiceWithOthers, double? DiceWithGold);
