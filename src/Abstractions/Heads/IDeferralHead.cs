using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Abstractions.Heads;

/// <summary>
/// The deferral function and the aggregated predictor (DeferredSeg, Sec. 4.1 and 4.3): from what a decoder gives to one routing logit
/// per pixel and recipient. Channel 0 is the segmentor, channels 1 to J are the experts, in the order of the configuration.
/// </summary>
/// <remarks>Ownership, device, errors and threads are those of <see cref="ISegmentorBackbone"/>.</remarks>
public interface IDeferralHead : IDisposable
{
    /// <summary>What the head is. The same value at every call.</summary>
    HeadDescription Describe();

    /// <summary>Computes the routing of P results.</summary>
    /// <param name="segmentation">
    /// What a backbone decoded: features <c>[P, C, h, w]</c>, logits <c>[P, K, H', W']</c>, native routing logits where there are any.
    /// </param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns>Routing logits and predictor logit at the size H' by W' of the logits.</returns>
    /// <exception cref="ArgumentException">The features have other channels than the head was made for, or native routing logits are missing.</exception>
    DeferralOutput Route(SegmentationOutput segmentation, CancellationToken cancellation = default);
}

/// <summary>A deferral head whose parameters the host may train, in this process.</summary>
public interface ITrainableHead : IDeferralHead
{
    /// <summary>The head's parameters, buffers, training mode and device. It is the head's own and is disposed with it.</summary>
    Module Module { get; }
}

/// <summary>What a deferral head is.</summary>
public sealed record HeadDescription
{
    /// <summary>The head's name, for example <c>RoutingChannels</c>.</summary>
    public required string Id { get; init; }

    /// <summary>The version of the plugin that brings it.</summary>
    public required string Version { get; init; }

    /// <summary>What its routing logits mean.</summary>
    public required RoutingParameterisation Parameterisation { get; init; }

    /// <summary>Whether each class has a routing of its own (R = K), or all share one (R = 1).</summary>
    public bool RoutesPerClass { get; init; }

    /// <summary>Whether it gives a predictor logit.</summary>
    public required bool HasPredictor { get; init; }

    /// <summary>Whether it needs a backbone that routes natively.</summary>
    public bool NeedsNativeRouting { get; init; }

    /// <summary>Whether it reads <see cref="SegmentationOutput.Features"/>; a head that does not works with a black box too.</summary>
    public bool NeedsFeatures { get; init; } = true;

    /// <summary>Whether it reads <see cref="SegmentationOutput.Image"/>, which the host then gives.</summary>
    public bool ReadsImage { get; init; }
}

/// <summary>What routing logits mean. Probabilities, budgets and the absence of an expert depend on it.</summary>
public enum RoutingParameterisation
{
    /// <summary>One softmax over the J + 1 channels (DeferredSeg, Eq. 5): the channels compete. Without an expert the rest is renormalised.</summary>
    Softmax,

    /// <summary>
    /// Each channel is the logit of "this one is right" by itself, a sigmoid each (Verma and Nalisnick, 2022). An expert's absence changes no other
    /// channel.
    /// </summary>
    OneVsAll,

    /// <summary>Each channel is a value in itself (probability of being right minus cost), without sigmoid or softmax; the largest wins.</summary>
    Utility,

    /// <summary>
    /// No channels yet, but what they follow from whatever the model answers: at each pixel the truth's probability and how each expert answers it, laid out
    /// as <see cref="EstimateLayout"/> says. The host brings them to the image's own pixels and makes utilities of them there.
    /// </summary>
    Estimates,
}
