namespace DeferredSeg.Abstractions.Experts;

/// <summary>Optional: an expert whose answers are masks that human raters left, and who can say which raters.</summary>
/// <remarks>With it the host builds a reference from other persons, and writes down where the reference contains the expert.</remarks>
public interface IRecordedExpert : IExpertSource
{
    /// <summary>
    /// Whose masks the answer about a case is made of. It depends on the case and the seed alone, so that a reference can be built beforehand.
    /// </summary>
    /// <param name="caseId">The image's <see cref="Cases.CaseInfo.Id"/>.</param>
    /// <param name="seed">The seed of the run (<see cref="ExpertRequest.Seed"/>).</param>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    AnswerOrigin Origin(string caseId, long seed);
}
