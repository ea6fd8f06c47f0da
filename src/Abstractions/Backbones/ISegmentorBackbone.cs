namespace DeferredSeg.Abstractions.Backbones;

/// <summary>A segmentation network: images in, logits out, for inference. Encode once, decode as often as there are prompts.</summary>
/// <remarks>
/// <para>
/// Ownership: the caller owns what it passes in and what it gets back, and disposes both. A backbone keeps nothing of what was passed in or returned;
/// what it computes once from its own weights (a position table, say) it may keep.
/// </para>
/// <para>Device: images lie on the device that the backbone was made for; results lie there too.</para>
/// <para>Randomness: in evaluation mode there is none; the same images give the same result.</para>
/// <para>Errors: throw, do not log. The host names the plugin, the call and the case, and keeps other plugins out of it.</para>
/// <para>Threads: one call at a time, unless <see cref="BackboneDescription.IsThreadSafe"/>.</para>
/// <para>Optional abilities are further interfaces of the same object: <see cref="ITrainableBackbone"/>, <see cref="INativeRouting"/>,
/// <see cref="IPromptableDecoder"/>, <see cref="IImagePreprocessing"/>, <see cref="ICasePreparation"/>, <see cref="ITiling"/>,
/// <see cref="IWeightImport"/>.</para>
/// </remarks>
public interface ISegmentorBackbone : IDisposable
{
    /// <summary>What the network is, takes and gives. The same value at every call.</summary>
    BackboneDescription Describe();

    /// <summary>Computes what does not depend on prompts.</summary>
    /// <param name="images">float32 <c>[B, C, H, W]</c> as <see cref="BackboneDescription.Input"/> says, on the backbone's device.</param>
    /// <param name="request">The feature maps to return besides those that <see cref="Decode"/> needs.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns>Named tensors, in the order of computation; the first dimension of each is B.</returns>
    /// <exception cref="ArgumentException">The images break the input rule, or a feature name is unknown.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default);

    /// <summary>Computes logits from an embedding, one result per prompt; without prompts, one per image.</summary>
    /// <param name="embedding">What <see cref="Encode"/> of the same backbone returned. It may be decoded any number of times.</param>
    /// <param name="prompts">Which image each result is for, and what points at its target.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns>Logits and features of P results, in the order of the prompts.</returns>
    /// <exception cref="ArgumentException">The embedding lacks a tensor, or a prompt is of a kind that the network does not take.</exception>
    /// <exception cref="OperationCanceledException">It was cancelled.</exception>
    SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default);
}

/// <summary>A backbone whose parameters the host may train, in this process.</summary>
public interface ITrainableBackbone : ISegmentorBackbone
{
    /// <summary>
    /// The network itself: its parameters, buffers, training mode and device. It is the backbone's own and is disposed with it.
    /// Its state dictionary uses the names of the network's published checkpoints.
    /// </summary>
    Module Module { get; }
}

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

/// <summary>
/// A backbone that takes its weights itself: one without a module, or one whose published checkpoints must be translated.
/// Without this interface the host fills <see cref="ITrainableBackbone.Module"/> by name and refuses what does not fit.
/// </summary>
public interface IWeightImport
{
    /// <summary>Copies weights in. Checks all names and shapes before it changes anything.</summary>
    /// <param name="weights">Tensors by the names in the file, on the CPU; the caller's.</param>
    /// <exception cref="ArgumentException">They are another network's; the message names the first differences.</exception>
    void ImportWeights(IReadOnlyDictionary<string, Tensor> weights);
}
