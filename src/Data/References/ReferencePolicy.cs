using DeferredSeg.Abstractions.Options;
using DeferredSeg.Deferral.Consensus;

namespace DeferredSeg.Data.References;

/// <summary>How the reference that answers are measured by is made of recorded masks.</summary>
/// <param name="Rule">What it is made by.</param>
/// <param name="From">Of whom; a given reference is as it is.</param>
/// <param name="Rater">For the rule <c>rater</c>: whose mask it is.</param>
/// <param name="Among">The raters that may be used; all where null. Not with <c>rater</c> or <c>given</c>.</param>
/// <param name="Ties">For <c>majority</c>: whether an even split is background (<c>strict</c>) or foreground.</param>
/// <param name="Staple">For <c>staple</c>: how it starts and stops; its defaults where null.</param>
/// <param name="MadeOf">For <c>given</c>: the raters whose masks went into it. Empty says that none did, null that it is not known.</param>
public sealed record ReferencePolicy(
    ReferenceRule Rule = ReferenceRule.Majority,
    ReferenceScope From = ReferenceScope.Others,
    string? Rater = null,
    IReadOnlyList<string>? Among = null,
    VoteRule Ties = VoteRule.Strict,
    StapleSettings? Staple = null,
    IReadOnlyList<string>? MadeOf = null
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Rule == ReferenceRule.Rater && Rater is null)
            yield return "rule is rater and rater is not given; expected the rater whose mask is the reference.";
        if (Rule != ReferenceRule.Rater && Rater is not null)
            yield return $"rater is '{Rater}' and rule is {Spelled}; expected the rule rater with it.";
        if (Rule != ReferenceRule.Given && MadeOf is not null)
            yield return $"madeOf is given and rule is {Spelled}, whose raters are known; expected it with the rule given.";
        if (Rule is ReferenceRule.Rater or ReferenceRule.Given && Among is not null)
            yield return $"among is given and rule is {Spelled}; expected it with majority or staple.";
        if (Among is { Count: 0 })
            yield return "among is empty; expected the raters that may be used, or null for all.";
    }

    private string Spelled => Rule.ToString().ToLowerInvariant();
}

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

/// <summary>Of whom a reference is made.</summary>
public enum ReferenceScope
{
    /// <summary>For each case of those who are not one of the experts, nor the same person with another tool.</summary>
    Others,

    /// <summary>Of all, the experts included: what an expert is measured by is then in part their own.</summary>
    All,
}

/// <summary>How STAPLE starts and when it stops, as options. The defaults are those of <see cref="StapleOptions"/>.</summary>
/// <param name="Prior">The probability that a pixel is foreground before anyone rated it; null takes the mean of all ratings.</param>
/// <param name="InitialSensitivity">The sensitivity of every rater at the start.</param>
/// <param name="InitialSpecificity">The specificity of every rater at the start.</param>
/// <param name="Tolerance">Stops once no sensitivity and no specificity moved by this much.</param>
/// <param name="MaxIterations">Stops here in any case.</param>
public sealed record StapleSettings(
    [OptionRange(1e-12, 1 - 1e-12)] double? Prior = null,
    [OptionRange(1e-12, 1 - 1e-12)] double InitialSensitivity = 0.99999,
    [OptionRange(1e-12, 1 - 1e-12)] double InitialSpecificity = 0.99999,
    [OptionRange(1e-300, 1)] double Tolerance = 1e-12,
    [OptionRange(1, 1e6)] int MaxIterations = 500
)
{
    /// <summary>The same for <see cref="Deferral.Consensus.Staple"/>.</summary>
    public StapleOptions ToOptions() =>
        new()
        {
            Prior = Prior,
            InitialSensitivity = InitialSensitivity,
            InitialSpecificity = InitialSpecificity,
            Tolerance = Tolerance,
            MaxIterations = MaxIterations,
        };
}
