using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// The spatial coherence loss (Eq. 7): the aggregated deferral predictor, a small convolutional network whose maps are smooth, and the
/// routing are drawn towards each other.
/// </summary>
/// <remarks>
/// The pseudo mask of Eq. 6 (1 where the routing logits give a pixel to any expert, the model winning ties) is a constant, and the same
/// for all parameterisations. The squared error compares with the experts' summed probability, which is 1 - p_0; Eq. 7 does not say
/// whether it is a constant, so by default its gradient also reaches the routing logits. Where each class has its own routing, all of
/// them are drawn to the one predictor.
/// </remarks>
public static class SpatialCoherenceLoss
{
    /// <summary>The means over batch and pixels, and over classes where each has its own routing.</summary>
    /// <param name="predictorLogit">
    /// Finite floating point <c>[B, 1, ...]</c>, for images <c>[B, 1, H, W]</c>: the predictor's output, before the sigmoid that Sec. 4.3 leaves out.
    /// </param>
    /// <param name="routingLogits">
    /// Finite floating point <c>[B, J+1, ...]</c>, or <c>[B, R, J+1, ...]</c>; channel 0 is the segmentor, 1..J the experts. They are probabilities,
    /// not values.
    /// </param>
    /// <param name="options">Its betas, its forms and the parameterisation; the paper's where there are none.</param>
    /// <returns>Scalars, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">
    /// Shapes do not fit together, there is no pixel, logits are not finite floating point numbers, or the options do not fit together.
    /// </exception>
    public static SpatialCoherenceTerms Of(Tensor predictorLogit, Tensor routingLogits, DeferralLossOptions? options = null)
    {
        options ??= DeferralLossOptions.Paper;
        using var scope = torch.NewDisposeScope();
        var layout = Checked(predictorLogit, routingLogits, options);
        return Means(predictorLogit, layout, new(layout.Fold(routingLogits), options.Parameterisation), options).ToOuterScope();
    }

    /// <summary>The same terms before the mean. The arguments are those of <see cref="Of"/>.</summary>
    /// <returns>
    /// Maps in the caller's dispose scope: <c>[B, ...]</c>, for images <c>[B, H, W]</c>, or <c>[B, R, ...]</c> where each class has its own routing.
    /// </returns>
    /// <exception cref="ArgumentException">As for <see cref="Of"/>.</exception>
    public static SpatialCoherenceTerms PerPixel(Tensor predictorLogit, Tensor routingLogits, DeferralLossOptions? options = null)
    {
        options ??= DeferralLossOptions.Paper;
        using var scope = torch.NewDisposeScope();
        var layout = Checked(predictorLogit, routingLogits, options);
        var (crossEntropy, squaredError, deferral) = Maps(predictorLogit, layout, new(layout.Fold(routingLogits), options.Parameterisation), options);
        return Weighted(layout.Unfold(crossEntropy), layout.Unfold(squaredError), layout.Unfold(deferral), options).ToOuterScope();
    }

    /// <summary>The means of inputs that are checked, in the caller's scope.</summary>
    internal static SpatialCoherenceTerms Means(Tensor predictorLogit, RoutingLayout layout, LossRouting routing, DeferralLossOptions options)
    {
        var (crossEntropy, squaredError, deferral) = Maps(predictorLogit, layout, routing, options);
        return Weighted(crossEntropy.mean(), squaredError.mean(), deferral.mean(), options);
    }

    private static RoutingLayout Checked(Tensor predictorLogit, Tensor routingLogits, DeferralLossOptions options)
    {
        options.Require();
        if (options.Parameterisation == RoutingParameterisation.Utility)
            throw new ArgumentException(
                "Routing logits of Utility are values, not probabilities, which the spatial coherence loss is made of; expected Softmax or OneVsAll.",
                nameof(options)
            );
        var layout = RoutingLayout.Of(routingLogits, predictorLogit.dim(), nameof(routingLogits));
        LossInputs.RequirePredictor(predictorLogit, layout, nameof(predictorLogit));
        LossInputs.RequireFinite(predictorLogit, nameof(predictorLogit));
        LossInputs.RequireFinite(routingLogits, nameof(routingLogits));
        return layout;
    }

    private static (Tensor CrossEntropy, Tensor SquaredError, Tensor Deferral) Maps(
        Tensor predictorLogit,
        RoutingLayout layout,
        LossRouting routing,
        DeferralLossOptions options
    )
    {
        var logit = layout.Share(predictorLogit);
        var deferral = logit.sigmoid();
        var kept = options.Forms.DetachRouting ? routing.LogOfSegmentor.detach() : routing.LogOfSegmentor;
        // 1 - p_0 is what the experts have together; expm1 keeps it where it is tiny.
        var toExperts = kept.expm1().neg();
        return (LogitCrossEntropy.Of(options.Forms.PredictorSigmoidTwice ? deferral : logit, routing.PseudoMask()), (deferral - toExperts).square(), deferral);
    }

    private static SpatialCoherenceTerms Weighted(Tensor crossEntropy, Tensor squaredError, Tensor deferral, DeferralLossOptions options)
    {
        var (error, rate) = (squaredError * options.Beta1, deferral * options.Beta2);
        return new(crossEntropy, error, rate, crossEntropy + error + rate);
    }
}

/// <summary>
/// The terms of Eq. 7, their weights multiplied in, either scalars (means over batch and pixels, and over classes where each has its own
/// routing) or maps, <c>[B, ...]</c> for a shared routing, for images <c>[B, H, W]</c>, and <c>[B, R, ...]</c> for a routing per class. In the
/// type of the logits, differentiable, in the dispose scope of the caller who asked for them.
/// </summary>
/// <param name="CrossEntropy">The predictor's binary cross-entropy against the pseudo mask.</param>
/// <param name="SquaredError">beta1 times the squared difference of the predictor's probability and the experts' summed routing probability.</param>
/// <param name="Rate">beta2 times the predictor's probability, so that it does not defer everything.</param>
/// <param name="Total">The sum of the three.</param>
public sealed record SpatialCoherenceTerms(Tensor CrossEntropy, Tensor SquaredError, Tensor Rate, Tensor Total)
{
    internal SpatialCoherenceTerms ToOuterScope() =>
        new(CrossEntropy.MoveToOuterDisposeScope(), SquaredError.MoveToOuterDisposeScope(), Rate.MoveToOuterDisposeScope(), Total.MoveToOuterDisposeScope());
}
