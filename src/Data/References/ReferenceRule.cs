namespace DeferredSeg.Data.References;

/// <summary>What the reference of a case is made by.</summary>
public enum ReferenceRule
{
    /// <summary>More than half of the raters (see <see cref="DeferredSeg.Deferral.Consensus.MajorityVote"/>).</summary>
    Majority,

    /// <summary>STAPLE (see <see cref="DeferredSeg.Deferral.Consensus.Staple"/>).</summary>
    Staple,

    /// <summary>One rater's mask, named by <c>rater</c>.</summary>
    Rater,

    /// <summary>A mask that the dataset gives, such as a fusion that its authors made.</summary>
    Given,
}
