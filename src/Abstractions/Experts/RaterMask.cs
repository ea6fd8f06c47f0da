using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Experts;

/// <summary>What a rater left for an image.</summary>
/// <remarks>
/// An empty mask is a genuine answer ("there is nothing here"); a missing one says nothing; a declined one says that the rater would not judge.
/// </remarks>
public sealed record RaterMask
{
    private RaterMask(RaterMaskStatus status, MaskPlanes? mask) => (Status, Mask) = (status, mask);

    /// <summary>The rater did not see the image, or the file is not there.</summary>
    public static RaterMask Missing { get; } = new(RaterMaskStatus.Missing, null);

    /// <summary>The rater saw the image and would not judge.</summary>
    public static RaterMask Declined { get; } = new(RaterMaskStatus.Declined, null);

    /// <summary>Which of the three it is.</summary>
    public RaterMaskStatus Status { get; }

    /// <summary>The mask; not null where it is present.</summary>
    public MaskPlanes? Mask { get; }

    /// <summary>The rater's mask, which may be empty.</summary>
    public static RaterMask Present(MaskPlanes mask) => new(RaterMaskStatus.Present, mask);
}
