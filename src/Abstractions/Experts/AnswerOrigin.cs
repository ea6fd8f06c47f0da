namespace DeferredSeg.Abstractions.Experts;

/// <summary>Whose recorded masks an answer is made of. Names are those of <see cref="IRaterMasks.Raters"/>.</summary>
/// <param name="Raters">The raters whose masks are used; empty where the answer will be declined.</param>
/// <param name="OfPerson">
/// All raters that are the same person or persons, for example one person with two tools; <paramref name="Raters"/> are among them.
/// </param>
public sealed record AnswerOrigin(IReadOnlyList<string> Raters, IReadOnlyList<string> OfPerson);
