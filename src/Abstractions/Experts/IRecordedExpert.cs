using DeferredSeg.Abstractions.Cases;

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

/// <summary>Whose recorded masks an answer is made of. Names are those of <see cref="IRaterMasks.Raters"/>.</summary>
/// <param name="Raters">The raters whose masks are used; empty where the answer will be declined.</param>
/// <param name="OfPerson">
/// All raters that are the same person or persons, for example one person with two tools; <paramref name="Raters"/> are among them.
/// </param>
public sealed record AnswerOrigin(IReadOnlyList<string> Raters, IReadOnlyList<string> OfPerson);

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

/// <summary>What a rater left for an image.</summary>
/// <remarks>
/// An empty mask is a genuine answer ("there is nothing here"); a missing one says nothing; a declined one says that the rater would not judge.
/// </remarks>
public sealed record RaterMask
{
    private RaterMask(RaterMaskStatus status, MaskPlanes? mask, MaskPlanes? seen = null) => (Status, Mask, Seen) = (status, mask, seen);

    /// <summary>The rater did not see the image, or the file is not there.</summary>
    public static RaterMask Missing { get; } = new(RaterMaskStatus.Missing, null);

    /// <summary>The rater saw the image and would not judge.</summary>
    public static RaterMask Declined { get; } = new(RaterMaskStatus.Declined, null);

    /// <summary>Which of the three it is.</summary>
    public RaterMaskStatus Status { get; }

    /// <summary>The mask; not null where it is present.</summary>
    public MaskPlanes? Mask { get; }

    /// <summary>Where the rater judged, one plane; null means everywhere. Elsewhere the mask is background, and no answer.</summary>
    public MaskPlanes? Seen { get; }

    /// <summary>The rater's mask, which may be empty.</summary>
    /// <param name="mask">K planes.</param>
    /// <param name="seen">Where the rater judged, one plane; null means everywhere.</param>
    public static RaterMask Present(MaskPlanes mask, MaskPlanes? seen = null) => new(RaterMaskStatus.Present, mask, seen);
}

/// <summary>Whether a rater left a mask.</summary>
public enum RaterMaskStatus
{
    /// <summary>There is a mask; it may be empty.</summary>
    Present,

    /// <summary>The rater did not see the image.</summary>
    Missing,

    /// <summary>The rater saw the image and would not judge.</summary>
    Declined,
}
