namespace DeferredSeg.Abstractions.Heads;

/// <summary>The routing of P results. It owns its tensors.</summary>
public sealed class DeferralOutput : IDisposable
{
    /// <summary>Takes over the tensors.</summary>
    /// <param name="routingLogits">float32 <c>[P, R, J+1, H', W']</c>, or estimates <c>[P, G, M, H', W']</c>.</param>
    /// <param name="predictorLogit">float32 <c>[P, 1, H', W']</c>, or null.</param>
    public DeferralOutput(Tensor routingLogits, Tensor? predictorLogit = null)
    {
        RoutingLogits = routingLogits;
        PredictorLogit = predictorLogit;
    }

    /// <summary>
    /// <c>[P, R, J+1, H', W']</c>: R is 1 where all classes share a routing, K where each has its own; what the values mean,
    /// <see cref="HeadDescription.Parameterisation"/> says. Estimates are <c>[P, G, M, H', W']</c>, as <see cref="EstimateLayout"/> has them.
    /// </summary>
    public Tensor RoutingLogits { get; }

    /// <summary>The aggregated predictor's deferral map before its sigmoid (the M~ of Eq. 7), <c>[P, 1, H', W']</c>; null where the head has none.</summary>
    public Tensor? PredictorLogit { get; }

    /// <inheritdoc/>
    public void Dispose()
    {
        RoutingLogits?.Dispose();
        PredictorLogit?.Dispose();
    }
}
