namespace DeferredSeg.Abstractions.Backbones;

/// <summary>A backbone that can carry the routing channels inside of its own decoder, as MedSAM does with routing tokens (DeferredSeg, Sec. 4.3).</summary>
public interface INativeRouting
{
    /// <summary>
    /// Adds J + 1 routing channels, freshly initialised; from then on <see cref="ISegmentorBackbone.Decode"/> fills
    /// <see cref="SegmentationOutput.RoutingLogits"/>, and <see cref="SegmentationOutput.PredictorLogit"/> where the network has a predictor of its own.
    /// Called at most once, before weights are loaded and before training.
    /// </summary>
    /// <param name="experts">The number J of experts, at least 1. Channel 0 is the segmentor, channels 1 to J are the experts.</param>
    /// <exception cref="ArgumentOutOfRangeException">J is below 1.</exception>
    /// <exception cref="InvalidOperationException">There are routing channels already.</exception>
    void AddRoutingChannels(int experts);
}
