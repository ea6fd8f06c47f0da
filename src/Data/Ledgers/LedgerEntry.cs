using DeferredSeg.Abstractions.Experts;
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

/// <summary>One expert in an entry.</summary>
/// <param name="Use">What the expert knows about the case.</param>
/// <param name="Containment">Whether the reference is made of the expert's own masks.</param>
public sealed record LedgerExpert(ExpertUse Use, Containment Containment);

/// <summary>What one expert of a run knows about one case.</summary>
/// <param name="Expert">The expert's name in the configuration.</param>
/// <param name="Origin">Whose masks the answer is made of; null where the expert is not recorded.</param>
/// <param name="GivenTruth">Whether the expert is simulated and was given the ground truth.</param>
public sealed record ExpertUse(string Expert, AnswerOrigin? Origin, bool GivenTruth)
{
    /// <summary>Asks an expert.</summary>
    /// <param name="source">The expert; it is called and kept nothing of.</param>
    /// <param name="caseId">The case.</param>
    /// <param name="seed">The seed of the run.</param>
    public static ExpertUse Of(IExpertSource source, string caseId, long seed)
    {
        var descriptor = source.Describe();
        return new(descriptor.Id, (source as IRecordedExpert)?.Origin(caseId, seed), descriptor.NeedsGroundTruth);
    }
}

/// <summary>Whether the reference that an expert is measured by is made of the expert's own masks.</summary>
public enum Containment
{
    /// <summary>The expert is not recorded, or there is no reference: the question does not arise.</summary>
    NotApplicable,

    /// <summary>The expert left no mask for the case.</summary>
    NoAnswer,

    /// <summary>No: neither the expert nor the same person is in it.</summary>
    None,

    /// <summary>The same person is in it with another mask, for example by another tool.</summary>
    SamePerson,

    /// <summary>The mask that the expert answers with is in it.</summary>
    SameMask,

    /// <summary>The reference was given, and nobody knows what it was made of.</summary>
    Unknown,
}

/// <summary>Prompts that were made from the ground truth of a case.</summary>
/// <param name="Kind">What they are.</param>
/// <param name="Count">How many, at least 1.</param>
public sealed record TruthPrompts(TruthPromptKind Kind, int Count)
{
    /// <summary>How they differ from what the truth says, for people; null where they do not.</summary>
    public string? Changed { get; init; }
}

/// <summary>Which prompts to the network were made from the ground truth.</summary>
public enum TruthPromptKind
{
    /// <summary>Boxes around the truth.</summary>
    Box,

    /// <summary>Points at the truth's centre of mass, or beside it.</summary>
    Point,
}
