namespace Experts.Recorded;

/// <summary>One person among the raters.</summary>
/// <param name="Id">The person's name; the rater's where nothing says who the rater is.</param>
/// <param name="All">All raters that are this person, in the dataset's order.</param>
/// <param name="Usable">Those whose masks may be used, the preferred one first.</param>
internal sealed record RecordedPerson(string Id, IReadOnlyList<string> All, IReadOnlyList<string> Usable);
