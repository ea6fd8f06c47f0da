using DeferredSeg.Abstractions.Experts;

namespace Experts.Recorded;

/// <summary>Who was chosen for a case.</summary>
/// <param name="Person">The person; null where fewer persons left something than the slot counts.</param>
/// <param name="Rater">The rater whose reply it is; null where the person left none.</param>
/// <param name="Mask">What they left.</param>
internal sealed record RaterChoice(RecordedPerson? Person, string? Rater, RaterMask Mask)
{
    public static RaterChoice Nobody { get; } = new(null, null, RaterMask.Missing);

    /// <summary>Why there is no answer, for whoever reads the report.</summary>
    public string Reason(string caseId, string place, int persons) =>
        this switch
        {
            { Person: null } => $"{place} of '{caseId}' is missing: fewer of the {persons} persons left anything.",
            { Rater: { } rater } => $"The rater '{rater}' declined to judge '{caseId}'.",
            { Person.Usable: [var only] } => $"The mask of the rater '{only}' for '{caseId}' is missing.",
            _ => $"The masks of '{Person.Id}' for '{caseId}' are missing: {string.Join(", ", Person.Usable)}.",
        };
}
