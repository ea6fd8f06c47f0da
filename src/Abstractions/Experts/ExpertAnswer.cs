using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Abstractions.Experts;

/// <summary>What an expert answered. Nobody writes into the arrays of a question or of an answer, so they may be the same.</summary>
/// <param name="Mask">K planes of the image's size; values outside of <see cref="Region"/> mean nothing.</param>
public sealed record ExpertAnswer(MaskPlanes Mask)
{
    /// <summary>The region that the answer covers, one plane; null means the whole image. It may be smaller than what was asked.</summary>
    public MaskPlanes? Region { get; init; }

    /// <summary>Where the expert looked and would not decide, one plane; null means nowhere.</summary>
    public MaskPlanes? Abstained { get; init; }

    /// <summary>The time that the expert worked, in seconds; null where it was not measured.</summary>
    public double? Seconds { get; init; }

    /// <summary>How sure the expert is, 0 to 1; null where they did not say.</summary>
    public double? Confidence { get; init; }
}
