using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Training.Deferred;

/// <summary>Segmentation and routing of P results. It owns both.</summary>
/// <param name="Segmentation">Logits <c>[P, K, H', W']</c> and features.</param>
/// <param name="Deferral">Routing logits <c>[P, R, J+1, H', W']</c> and the predictor's.</param>
public sealed record DeferredOutput(SegmentationOutput Segmentation, DeferralOutput Deferral) : IDisposable
{
    /// <inheritdoc/>
    public void Dispose()
    {
        Segmentation.Dispose();
        Deferral.Dispose();
    }
}
