using DeferredSeg.Data.References;

namespace DeferredSeg.Data.Ledgers;

/// <summary>What a ledger comes to. An entry is a case under a seed.</summary>
/// <param name="Entries">All entries.</param>
/// <param name="WithoutReference">Entries without a reference.</param>
/// <param name="SingleRater">Entries whose reference is one rater's mask because nobody else was left.</param>
/// <param name="NotConverged">Entries in which STAPLE did not come to rest for some class.</param>
/// <param name="WithAnswers">Entries with a reference and an answer of one recorded expert or more.</param>
/// <param name="ContainingExpert">Those of them whose reference contains such an expert, or the same person.</param>
/// <param name="UnknownOrigin">Those of them whose reference was given and is of unknown origin.</param>
/// <param name="TruthPrompted">Entries in which the network was prompted from the truth.</param>
/// <param name="Experts">Each expert, in the order of first mention.</param>
public sealed record LedgerSummary(
    int Entries,
    int WithoutReference,
    int SingleRater,
    int NotConverged,
    int WithAnswers,
    int ContainingExpert,
    int UnknownOrigin,
    int TruthPrompted,
    IReadOnlyList<ExpertContainment> Experts
)
{
    /// <summary>Counts.</summary>
    public static LedgerSummary Of(IReadOnlyList<LedgerEntry> entries) =>
        new(
            entries.Count,
            entries.Count(entry => entry.Reference.Outcome == ReferenceOutcome.None),
            entries.Count(entry => entry.Reference.Outcome == ReferenceOutcome.SingleRater),
            entries.Count(entry => entry.Reference.Staple.Any(one => !one.Converged)),
            entries.Count(entry => entry.Experts.Any(IsAnswer)),
            entries.Count(entry => entry.ContainsExpert),
            entries.Count(entry => entry.Experts.Any(expert => expert.Containment == Containment.Unknown)),
            entries.Count(entry => entry.Prompts.Count > 0),
            [
                .. entries
                    .SelectMany(entry => entry.Experts)
                    .GroupBy(expert => expert.Use.Expert, StringComparer.Ordinal)
                    .Select(group => new ExpertContainment(
                        group.Key,
                        group.Count(IsAnswer),
                        group.Count(expert => expert.Containment == Containment.SameMask),
                        group.Count(expert => expert.Containment == Containment.SamePerson),
                        group.Count(expert => expert.Containment == Containment.Unknown),
                        group.Count(expert => expert.Containment == Containment.NoAnswer),
                        group.Count(expert => expert.Use.GivenTruth)
                    )),
            ]
        );

    /// <summary>The summary in sentences, for a report; what did not happen is left out, but for the first.</summary>
    public IEnumerable<string> Sentences()
    {
        yield return WithAnswers == 0
            ? "No recorded expert answered, so no reference contains one."
            : $"The reference contains the expert in {ContainingExpert} of {WithAnswers} cases.";
        foreach (var expert in Experts.Where(expert => expert.SameMask + expert.SamePerson > 0))
            yield return $"Expert '{expert.Expert}' is in the reference in {expert.SameMask} of {expert.Answers} cases with the mask that is "
                + $"measured, in {expert.SamePerson} with another of the same person.";
        if (UnknownOrigin > 0)
            yield return $"In {UnknownOrigin} of {WithAnswers} cases nobody knows what the given reference was made of.";
        foreach (var expert in Experts.Where(expert => expert.GivenTruth > 0))
            yield return $"Expert '{expert.Expert}' is simulated and was given the truth in {expert.GivenTruth} of {Entries} cases.";
        if (TruthPrompted > 0)
            yield return $"The network was prompted from the truth in {TruthPrompted} of {Entries} cases.";
        if (WithoutReference > 0)
            yield return $"{WithoutReference} of {Entries} cases have no reference.";
        if (SingleRater > 0)
            yield return $"In {SingleRater} of {Entries} cases one rater was left, whose mask is the reference.";
        if (NotConverged > 0)
            yield return $"In {NotConverged} of {Entries} cases STAPLE did not come to rest.";
    }

    private static bool IsAnswer(LedgerExpert expert) => expert.Containment is not (Containment.NotApplicable or Containment.NoAnswer);
}

/// <summary>How often the reference contained one expert, counted over entries.</summary>
/// <param name="Expert">The expert's name.</param>
/// <param name="Answers">Entries with a reference and an answer of this recorded expert.</param>
/// <param name="SameMask">Entries whose reference is made of the expert's own mask.</param>
/// <param name="SamePerson">Entries whose reference is made of another mask of the same person.</param>
/// <param name="Unknown">Entries whose given reference is of unknown origin.</param>
/// <param name="NoAnswer">Entries for which the expert left no mask.</param>
/// <param name="GivenTruth">Entries for which the expert was given the ground truth.</param>
public sealed record ExpertContainment(string Expert, int Answers, int SameMask, int SamePerson, int Unknown, int NoAnswer, int GivenTruth);
