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

    /// <summary>
    /// An answer about exactly what was asked: within the question's region the mask's values, outside of it 0, so that no more is said than was asked
    /// for.
    /// </summary>
    /// <param name="request">The question.</param>
    /// <param name="mask">What the expert says of the whole image. Its values are copied.</param>
    /// <exception cref="ArgumentException">Mask or region have another size than the image, or the mask has other classes than were asked for.</exception>
    public static ExpertAnswer To(ExpertRequest request, MaskPlanes mask)
    {
        request.Expect("mask", mask, request.Classes);
        var values = (byte[])mask.Values.Clone();
        var answer = new ExpertAnswer(new MaskPlanes(mask.Height, mask.Width, mask.Classes, values)) { Region = request.Region };
        if (request.Region is not { } region)
            return answer;
        request.Expect("region", region, 1);
        for (var plane = 0; plane < mask.Classes; plane++)
        {
            var asked = values.AsSpan(plane * region.Values.Length, region.Values.Length);
            for (var i = 0; i < asked.Length; i++)
                asked[i] &= region.Values[i];
        }
        return answer;
    }
}
