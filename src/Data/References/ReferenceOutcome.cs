namespace DeferredSeg.Data.References;

/// <summary>What became of the reference of a case.</summary>
public enum ReferenceOutcome
{
    /// <summary>The rule was followed.</summary>
    Made,

    /// <summary>The rule asks for several raters and one was left: the reference is that rater's mask.</summary>
    SingleRater,

    /// <summary>There is no reference; the note says why.</summary>
    None,
}
