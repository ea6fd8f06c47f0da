namespace DeferredSeg.Deferral.Consensus;

/// <summary>How many of R raters a foreground class needs.</summary>
public enum VoteRule
{
    /// <summary>More than half of them; an even split is background.</summary>
    Strict,

    /// <summary>Half of them or more; an even split is foreground.</summary>
    TiesToForeground,
}
