using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;

namespace Backbones.ProbUNet;

/// <summary>A <see cref="ProbUNetBackbone"/> that is trained by the published lower bound (Kohl et al., Eq. 4), posterior and all.</summary>
/// <remarks>
/// The bound needs the annotation with the image, so that all is computed from the images, which the embedding holds as <c>image</c>. The posterior sees one
/// plane, of several classes where any of them is.
/// </remarks>
/// <param name="options">Whose objective is evidence.</param>
public sealed class EvidenceProbUNet(ProbUNetOptions options) : ProbUNetBackbone(options), IOwnObjective
{
    /// <inheritdoc/>
    public IEnumerable<ObjectiveStep> Objective(
        Embedding embedding,
        PromptBatch prompts,
        Tensor target,
        StableRandom random,
        CancellationToken cancellation = default
    )
    {
        cancellation.ThrowIfCancellationRequested();
        yield return new(Loss(embedding[Image], target, random), []);
    }

    private Tensor Loss(Tensor images, Tensor target, StableRandom random)
    {
        using var scope = NewDisposeScope();
        var count = (int)images.shape[0];
        float[] numbers = [.. Enumerable.Range(0, count * Options.LatentSize).Select(i => (float)random.Normal(i))];
        var noise = tensor(numbers, [count, Options.LatentSize], device: images.device);
        using var bound = EvidenceLowerBound.Of(Network, images, target.amax([1], keepdim: true), target, noise);
        return (Options.Penalty * EvidenceLowerBound.Penalty(Network) - bound.Value(Options.Beta)).MoveToOuterDisposeScope();
    }
}
