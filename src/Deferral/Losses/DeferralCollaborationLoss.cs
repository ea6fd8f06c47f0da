using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The routing terms of the deferral collaboration loss (Eq. 4): -log p_j for a right expert, a term of <see cref="WrongExpertTerm"/> for
/// a wrong one, -log p_0 where the segmentor is right. In log space: finite with a finite gradient for any logits whose differences are
/// finite in their type.
/// </summary>
/// <remarks>
/// The paper gives Eq. 4 for one image; over a batch it is the mean over images and pixels, as Eq. 8 is. The segmentor is never punished
/// for being wrong. In expectation an expert's term is -(2 a_j - 1) log p_j and the segmentor's -a_0 log p_0, which gives the minimum
/// that <see cref="Surrogate.Dc"/> states. Where 2 a_j &lt; 1 the term as printed has none; by <see cref="WrongExpertTerm.Clamp"/> p_j
/// comes to rest at the floor. By <see cref="WrongExpertTerm.Bounded"/> one expert has p_1 = a_1 / (1 + a_0), which defers at the same
/// threshold.
/// </remarks>
public static class DeferralCollaborationLoss
{
    /// <summary>The probability beneath which <see cref="WrongExpertTerm.Clamp"/> no longer pushes a wrong expert down.</summary>
    public const double ProbabilityFloor = 1e-8;

    private static readonly double _logFloor = Math.Log(ProbabilityFloor);

    internal static RoutingTerms Of(LossPixels pixels, WrongExpertTerm form, double offset)
    {
        var routing = pixels.Routing;
        var experts = Log.Plus(routing.LogOfExperts, offset);
        var right = pixels.ExpertsRight;
        var expertTerms = form switch
        {
            WrongExpertTerm.Clamp => Clamped(experts, right),
            WrongExpertTerm.Exact => experts * WrongMinusRight(right, experts),
            WrongExpertTerm.Bounded => Bounded(experts, right, Log.Plus(LogOfOthers(routing.LogProbabilities), offset)),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "The term of a wrong expert is Clamp, Exact or Bounded."),
        };
        return new(expertTerms, SoftmaxSurrogateLoss.Reward(Log.Plus(routing.LogOfSegmentor, offset), pixels.SegmentorRight));
    }

    private static Tensor Clamped(Tensor experts, Tensor right)
    {
        var terms = experts * WrongMinusRight(right, experts);
        var values = experts.detach();
        // Masks cost more than all else here, and most batches have nothing beneath the floor.
        if (values.min().ToDouble() >= _logFloor)
            return terms;
        return terms.masked_fill(values.lt(_logFloor).logical_and_(right.logical_not()), _logFloor);
    }

    private static Tensor Bounded(Tensor experts, Tensor right, Tensor others)
    {
        var rewarded = right.to_type(experts.dtype);
        return (experts * rewarded + others * (1 - rewarded)).neg();
    }

    /// <summary>1 - 2 I[m_j = y] of Eq. 4. A product with it is several times faster than a choice by a mask.</summary>
    private static Tensor WrongMinusRight(Tensor right, Tensor like) => right.to_type(like.dtype).mul_(-2).add_(1);

    /// <summary>log(1 - p_j) of each expert, as the logarithm of what all other channels have together: 1 - p_j itself rounds to 0.</summary>
    private static Tensor LogOfOthers(Tensor logProbabilities)
    {
        var channels = logProbabilities.unbind(1);
        return torch.stack(
            Enumerable.Range(1, channels.Length - 1).Select(expert => Log.Sum(torch.stack(channels.Where((_, channel) => channel != expert), 1))),
            1
        );
    }
}

/// <summary>
/// What an expert that is wrong at a pixel contributes to the experts' term of Eq. 4. As printed it is log p, which has no lower
/// bound: one wrong expert at one pixel drives the loss to minus infinity, although its gradient by the logits stays bounded.
/// </summary>
public enum WrongExpertTerm
{
    /// <summary>
    /// log p, but at least log 1e-8 (<see cref="DeferralCollaborationLoss.ProbabilityFloor"/>), with gradient 0 beneath. Only wrong
    /// experts are floored: a correct one keeps its pull however unlikely it has become.
    /// </summary>
    Clamp,

    /// <summary>log p as printed, computed in log space.</summary>
    Exact,

    /// <summary>-log(1 - p), which is 0 where the wrong expert has no probability, and never negative.</summary>
    Bounded,
}
