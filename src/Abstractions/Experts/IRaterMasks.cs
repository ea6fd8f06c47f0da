namespace DeferredSeg.Abstractions.Experts;

/// <summary>The recorded masks of a dataset's human raters, which the host reads from files.</summary>
/// <remarks>Several threads may call at once.</remarks>
public interface IRaterMasks
{
    /// <summary>The raters' names, in the dataset's order.</summary>
    IReadOnlyList<string> Raters { get; }

    /// <summary>What a rater left for an image.</summary>
    /// <param name="caseId">The image's <see cref="Cases.CaseInfo.Id"/>.</param>
    /// <param name="rater">One of <see cref="Raters"/>.</param>
    /// <exception cref="ArgumentException">There is no such case or rater; the message names the nearest.</exception>
    RaterMask Find(string caseId, string rater);
}
