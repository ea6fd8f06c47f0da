namespace Experts.Recorded;

/// <summary>One person among the recorded raters.</summary>
/// <param name="Id">The person's name.</param>
/// <param name="Raters">The raters that are this person, for example with different tools; the preferred one first.</param>
public sealed record PersonOptions(string Id = "", IReadOnlyList<string>? Raters = null);
