namespace DeferredSeg.Abstractions.Backbones;

/// <summary>A segmentation network: images in, logits out. Encode once, decode as often as there are prompts.</summary>
/// <remarks>
/// The caller owns what it passes in and what it gets back, and disposes both; a backbone keeps nothing after it returns.
/// Calls on one instance come one at a time. An exception from a backbone is the host's to report: throw, do not log.
/// </remarks>
public interface ISegmentorBackbone : IDisposable
{
    /// <summary>What the network is, takes and gives. The same value at every call.</summary>
    BackboneDescription Describe();

    /// <summary>Computes what does not depend on prompts.</summary>
    /// <param name="images">float32 <c>[B, C, H, W]</c> in the network's input space, on the network's device.</param>
    /// <param name="request">The feature maps to return besides those that <see cref="Decode"/> needs.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns>Named tensors, in the order of computation; the first dimension of each is B.</returns>
    /// <exception cref="ArgumentException">The images have another rank, channel count or type than described.</exception>
    Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default);

    /// <summary>Computes logits from an embedding, one result per prompt; without prompts, one per image.</summary>
    /// <param name="embedding">What <see cref="Encode"/> of the same backbone returned.</param>
    /// <param name="prompts">Which image each result is for, and what points at its target.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <exception cref="ArgumentException">The embedding lacks a tensor, or a prompt is of a kind the network does not take.</exception>
    SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default);
}
