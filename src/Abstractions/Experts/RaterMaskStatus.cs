namespace DeferredSeg.Abstractions.Experts;

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
