using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Abstractions.Backbones;

/// <summary>
/// A backbone that says itself what it is trained towards, because that needs more than its logits: samples, a latent distribution, or several updates a
/// batch. It is used where the segmentor is trained alone and the configuration asks for it.
/// </summary>
public interface IOwnObjective : ITrainableBackbone
{
    /// <summary>
    /// The updates of one batch, in order. After each step the host goes backward from its loss, updates the parts that it names, and only then asks for the
    /// next, which sees the updated parameters.
    /// </summary>
    /// <param name="embedding">
    /// The batch's embedding, without a graph: what encodes is trained only by a network whose embedding holds the images, and which computes from them anew.
    /// </param>
    /// <param name="prompts">What points at the targets, one result per image.</param>
    /// <param name="target">float32 <c>[B, K, H, W]</c>, 0 and 1; exclusive classes as planes.</param>
    /// <param name="random">Numbers that follow from seed and step alone.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    IEnumerable<ObjectiveStep> Objective(
        Embedding embedding,
        PromptBatch prompts,
        Tensor target,
        StableRandom random,
        CancellationToken cancellation = default
    );
}

/// <summary>One update.</summary>
/// <param name="Loss">A scalar with its graph, a mean over the batch's images; the host disposes it.</param>
/// <param name="Parts">
/// Prefixes of the parameters that it updates; empty for all that are trained. Others keep their values, also where they have gradients.
/// </param>
public sealed record ObjectiveStep(Tensor Loss, IReadOnlyList<string> Parts);
