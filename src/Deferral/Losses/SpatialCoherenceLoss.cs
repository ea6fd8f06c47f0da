using DeferredSeg.Deferral.Routing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The spatial coherence loss (Eq. 7): the aggregated deferral predictor, a small convolutional network whose maps are smooth, and the
/// routing are drawn towards each other.
/// </summary>
/// <remarks>
/// The pseudo mask of Eq. 6 (1 where the routing logits give a pixel to any expert, the model winning ties) is a constant. The squared
/// error compares with the experts' summed probability, which is 1 - p_0; Eq. 7 does not say whether it is a constant, so by default
/// its gradient also reaches the routing logits.
/// </remarks>
public static class SpatialCoherenceLoss
{
    /// <summary>The paper's weight of the squared error.</summary>
    public const double PaperBeta1 = 0.5;

    /// <summary>The paper's weight of the deferral rate.</summary>
    public const double PaperBeta2 = 0.1;

    /// <summary>The means over batch and pixels.</summary>
    /// <param name="predictorLogit">Finite floating point <c>[B, 1, ...]</c>, for images <c>[B, 1, H, W]</c>: the predictor's output, before the sigmoid that Sec. 4.3 leaves out.</param>
    /// <param name="routingLogits">Finite floating point <c>[B, J+1, ...]</c>; channel 0 is the segmentor, 1..J the experts.</param>
    /// <param name="beta1">The weight of the squared error, at least 0.</param>
    /// <param name="beta2">The weight of the deferral rate, at least 0.</param>
    /// <param name="detachRouting">Whether the routing probabilities in the squared error are constants; the routing logits then get no gradient from this loss.</param>
    /// <returns>Scalars, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit together, logits are not floating point, a routing logit is not a number, or a weight is negative or not finite.</exception>
    public static SpatialCoherenceTerms Of(Tensor predictorLogit, Tensor routingLogits, double beta1 = PaperBeta1, double beta2 = PaperBeta2, bool detachRouting = false)
    {
        using var scope = torch.NewDisposeScope();
        return PerPixel(predictorLogit, routingLogits, beta1, beta2, detachRouting).Mean().ToOuterScope();
    }

    /// <summary>The same terms before the mean. The arguments are those of <see cref="Of"/>.</summary>
    /// <returns>Maps <c>[B, ...]</c>, for images <c>[B, H, W]</c>, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">As for <see cref="Of"/>.</exception>
    public static SpatialCoherenceTerms PerPixel(Tensor predictorLogit, Tensor routingLogits, double beta1 = PaperBeta1, double beta2 = PaperBeta2, bool detachRouting = false)
    {
        LossInputs.RequireRouting(routingLogits, nameof(routingLogits));
        LossInputs.RequireLogit(predictorLogit, routingLogits, nameof(predictorLogit));
        LossInputs.RequireWeight(beta1, nameof(beta1));
        LossInputs.RequireWeight(beta2, nameof(beta2));
        using var scope = torch.NewDisposeScope();
        var predictor = predictorLogit.squeeze(1);
        var deferral = predictor.sigmoid();
        var pseudoMask = RoutingDecision.Decide(routingLogits).ne(0);
        var probabilities = RoutingProbabilities.Of(detachRouting ? routingLogits.detach() : routingLogits);
        var toExperts = probabilities.slice(1, 1, probabilities.shape[1], 1).sum(1);
        var crossEntropy = LogitCrossEntropy.Of(predictor, pseudoMask);
        var squaredError = (deferral - toExperts).square() * beta1;
        var rate = deferral * beta2;
        return new SpatialCoherenceTerms(crossEntropy, squaredError, rate, crossEntropy + squaredError + rate).ToOuterScope();
    }
}
