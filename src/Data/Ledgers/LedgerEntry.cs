using DeferredSeg.Data.References;

namespace DeferredSeg.Data.Ledgers;

/// <summary>Every use of ground truth in one case of a run. Plain data: the reference's mask is not kept.</summary>
/// <param name="CaseId">The case.</param>
/// <param name="Seed">The seed of the run, from which recorded experts may be drawn.</param>
/// <param name="Reference">How the reference was made, without its mask.</param>
/// <param name="Experts">Every expert of the run.</param>
/// <param name="Prompts">What the network was told of the truth.</param>
public sealed record LedgerEntry(string CaseId, long Seed, CaseReference Reference, IReadOnlyList<LedgerExpert> Experts, IReadOnlyList<TruthPrompts> Prompts)
{
    /// <summary>Whether the reference contains one of the recorded experts, or the same person.</summary>
    public bool ContainsExpert => Experts.Any(expert => expert.Containment is Containment.SamePerson or Containment.SameMask);

    /// <summary>Compares the reference with the experts.</summary>
    /// <param name="reference">The reference of the case.</param>
    /// <param name="seed">The seed of the run.</param>
    /// <param name="experts">Every expert of the run, each once.</param>
    /// <param name="prompts">Prompts that were made from the truth; null where there were none.</param>
    /// <exception cref="ArgumentException">An expert is there twice, or a number of prompts is below 1.</exception>
    public static LedgerEntry Of(CaseReference reference, long seed, IReadOnlyList<ExpertUse> experts, IReadOnlyList<TruthPrompts>? prompts = null)
    {
        if (experts.GroupBy(use => use.Expert, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1) is { } twice)
            throw new ArgumentException($"The expert '{twice.Key}' is in the entry of '{reference.CaseId}' twice; expected each once.", nameof(experts));
        if (prompts?.FirstOrDefault(one => one.Count < 1) is { } none)
            throw new ArgumentException(
                $"The entry of '{reference.CaseId}' has {none.Count} prompts of the kind {none.Kind}; expected at least 1, or none of the kind.",
                nameof(prompts)
            );
        return new(
            reference.CaseId,
            seed,
            reference with
            {
                Mask = null,
            },
            [.. experts.Select(use => new LedgerExpert(use, Compare(reference, use)))],
            prompts ?? []
        );
    }

    private static Containment Compare(CaseReference reference, ExpertUse use)
    {
        if (use.Origin is not { } origin || reference.Outcome == ReferenceOutcome.None)
            return Containment.NotApplicable;
        if (origin.Raters.Count == 0)
            return Containment.NoAnswer;
        if (reference.Raters is not { } raters)
            return Containment.Unknown;
        if (raters.Any(origin.Raters.Contains))
            return Containment.SameMask;
        return raters.Any(origin.OfPerson.Contains) ? Containment.SamePerson : Containment.None;
    }
}
