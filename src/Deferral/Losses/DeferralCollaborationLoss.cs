using DeferredSeg.Deferral.Routing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The deferral collaboration loss (Eq. 4) of a binary segmentor and J experts, from logits in log space: finite with a finite
/// gradient for any logits whose differences are finite in their type.
/// </summary>
/// <remarks>
/// The paper gives Eq. 4 for one image; over a batch it is the mean over images and pixels, as Eq. 8 is. Who is right is a constant: no
/// gradient flows through the comparison with the target. The binarised segmentor, "probability at least 0.5", is tested as logit
/// at least 0, because a float32 sigmoid rounds tiny negative logits up to 0.5.
/// </remarks>
public static class DeferralCollaborationLoss
{
    /// <summary>The probability beneath which <see cref="WrongExpertTerm.Clamp"/> no longer pushes a wrong expert down.</summary>
    public const double ProbabilityFloor = 1e-8;

    /// <summary>The means over batch and pixels.</summary>
    /// <param name="segmentorLogit">Finite floating point <c>[B, 1, ...]</c>, for images <c>[B, 1, H, W]</c>: the segmentation, before the sigmoid.</param>
    /// <param name="routingLogits">Finite floating point <c>[B, J+1, ...]</c>; channel 0 is the segmentor, 1..J the experts.</param>
    /// <param name="target">The truth <c>[B, 1, ...]</c>, 0 or 1, of any type.</param>
    /// <param name="experts">The experts' masks <c>[B, J, ...]</c>, 0 or 1, of any type; expert j lies at index j - 1.</param>
    /// <param name="wrongExpert">What a wrong expert contributes.</param>
    /// <returns>Scalars, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit together, logits are not floating point, or a mask holds other values than 0 and 1.</exception>
    public static DeferralCollaborationTerms Of(Tensor segmentorLogit, Tensor routingLogits, Tensor target, Tensor experts, WrongExpertTerm wrongExpert = WrongExpertTerm.Clamp)
    {
        using var scope = torch.NewDisposeScope();
        return PerPixel(segmentorLogit, routingLogits, target, experts, wrongExpert).Mean().ToOuterScope();
    }

    /// <summary>The same terms before the mean, to be looked at or weighted. The arguments are those of <see cref="Of"/>.</summary>
    /// <returns>Maps <c>[B, ...]</c>, for images <c>[B, H, W]</c>, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Of"/>.</exception>
    public static DeferralCollaborationTerms PerPixel(Tensor segmentorLogit, Tensor routingLogits, Tensor target, Tensor experts, WrongExpertTerm wrongExpert = WrongExpertTerm.Clamp)
    {
        LossInputs.RequireRouting(routingLogits, nameof(routingLogits));
        LossInputs.RequireLogit(segmentorLogit, routingLogits, nameof(segmentorLogit));
        LossInputs.RequireMasks(target, routingLogits, 1, nameof(target), "one truth for each pixel of the routing logits");
        LossInputs.RequireMasks(experts, routingLogits, routingLogits.shape[1] - 1, nameof(experts), "one mask for each expert of the routing logits, channel 0 being the segmentor's");
        using var scope = torch.NewDisposeScope();
        var truth = target.ne(0);
        var logProbabilities = torch.nn.functional.log_softmax(routingLogits, 1);
        var expertTerm = ExpertTerm(logProbabilities, experts.ne(0).eq(truth), wrongExpert);
        var segmentorWrong = segmentorLogit.detach().ge(0).ne(truth).squeeze(1);
        var segmentorTerm = logProbabilities.select(1, 0).neg().masked_fill(segmentorWrong, 0);
        var crossEntropy = LogitCrossEntropy.Of(segmentorLogit, truth).squeeze(1);
        return new DeferralCollaborationTerms(expertTerm, segmentorTerm, crossEntropy, expertTerm + segmentorTerm + crossEntropy).ToOuterScope();
    }

    private static Tensor ExpertTerm(Tensor logProbabilities, Tensor correct, WrongExpertTerm form)
    {
        var ofExperts = logProbabilities.slice(1, 1, logProbabilities.shape[1], 1);
        var ofWrong = form switch
        {
            WrongExpertTerm.Clamp => ofExperts.clamp_min(Math.Log(ProbabilityFloor)),
            WrongExpertTerm.Exact => ofExperts,
            WrongExpertTerm.Bounded => LogOfOthers(logProbabilities).neg(),
            _ => throw new ArgumentOutOfRangeException(nameof(form), form, "The term of a wrong expert is Clamp, Exact or Bounded."),
        };
        return torch.where(correct, ofExperts.neg(), ofWrong).sum(1);
    }

    /// <summary>log(1 - p_j) of each expert, as the logarithm of what all other channels have together: 1 - p_j itself rounds to 0.</summary>
    private static Tensor LogOfOthers(Tensor logProbabilities)
    {
        var channels = logProbabilities.unbind(1);
        return torch.stack(Enumerable.Range(1, channels.Length - 1).Select(expert => LogSum(torch.stack(channels.Where((_, channel) => channel != expert), 1))), 1);
    }

    /// <summary>logsumexp, whose gradient in float32 is off in the fourth digit where its value is in the tens of thousands; relative to the largest it is small.</summary>
    private static Tensor LogSum(Tensor channels)
    {
        var largest = channels.detach().amax([1], keepdim: true);
        return (channels - largest).logsumexp(1) + largest.squeeze(1);
    }
}
