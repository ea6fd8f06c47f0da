using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.References;

/// <summary>The reference of one case, and how it was made.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Policy">What was asked for.</param>
/// <param name="Outcome">What became of it.</param>
public sealed record CaseReference(string CaseId, ReferencePolicy Policy, ReferenceOutcome Outcome)
{
    /// <summary>The reference, K planes; null exactly where there is none.</summary>
    public MaskPlanes? Mask { get; init; }

    /// <summary>The raters whose masks are in it, in the dataset's order; null where a reference was given and nobody knows.</summary>
    public IReadOnlyList<string>? Raters { get; init; } = [];

    /// <summary>Who was left out, being one of the experts or the same person.</summary>
    public IReadOnlyList<string> Excluded { get; init; } = [];

    /// <summary>Who could have been used and left nothing.</summary>
    public IReadOnlyList<string> Missing { get; init; } = [];

    /// <summary>Who could have been used and would not judge.</summary>
    public IReadOnlyList<string> Declined { get; init; } = [];

    /// <summary>How STAPLE ended, for each class; where classes exclude each other, for each that any rater has. Empty where it did not run.</summary>
    public IReadOnlyList<StapleConvergence> Staple { get; init; } = [];

    /// <summary>What there is to say about it, a sentence; null where the rule was simply followed.</summary>
    public string? Note { get; init; }
}

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

/// <summary>How STAPLE ended for one class of one case.</summary>
/// <param name="Class">The plane, from 0.</param>
/// <param name="Iterations">How often expectation and maximisation ran; 0 where the raters' masks were all empty, or all full.</param>
/// <param name="Converged">Whether the estimates came to rest before the last iteration allowed.</param>
/// <param name="Prior">The probability of foreground that was used.</param>
/// <param name="Sensitivity">Of each rater, in the order of the reference's raters; NaN without iterations.</param>
/// <param name="Specificity">Of each rater; NaN without iterations.</param>
public sealed record StapleConvergence(
    int Class,
    int Iterations,
    bool Converged,
    double Prior,
    IReadOnlyList<double> Sensitivity,
    IReadOnlyList<double> Specificity
);
