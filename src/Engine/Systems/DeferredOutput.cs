using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Heads;

namespace DeferredSeg.Engine.Systems;

/// <summary>
/// Weights have diverged: three batches in a row had a loss or a gradient that is no finite number, or a network's output for a case has such numbers.
/// The message names the cases and what to do.
/// </summary>
/// <param name="message">What happened and what to do.</param>
public sealed class DivergedException(string message) : Exception(message);

/// <summary>Segmentation and routing of P results. It owns both.</summary>
/// <param name="Backbone">The network, for messages.</param>
/// <param name="Segmentation">Logits <c>[P, K, H', W']</c> and features.</param>
/// <param name="Deferral">Routing logits <c>[P, R, J+1, H', W']</c> and the predictor's; null where nothing is routed.</param>
public sealed record DeferredOutput(string Backbone, SegmentationOutput Segmentation, DeferralOutput? Deferral) : IDisposable
{
    /// <summary>The segmentor's logits, <c>[P, K, H', W']</c>.</summary>
    public Tensor Logits => Segmentation.Logits;

    /// <summary>The routing logits, <c>[P, R, J+1, H', W']</c>; null where nothing is routed.</summary>
    public Tensor? Routing => Deferral?.RoutingLogits;

    /// <summary>The aggregated predictor's logit, <c>[P, 1, H', W']</c>; null where there is none.</summary>
    public Tensor? Predictor => Deferral?.PredictorLogit;

    /// <summary>Whether all numbers are finite.</summary>
    public bool IsFinite
    {
        get
        {
            using var scope = NewDisposeScope();
            return new[] { Logits, Routing, Predictor }.All(map => map is null || map.detach().isfinite().all().ToBoolean());
        }
    }

    /// <summary>Requires logits of the image's classes and size, or frees everything.</summary>
    /// <param name="name">The image, for the message.</param>
    /// <param name="count">Results P.</param>
    /// <param name="classes">Classes K.</param>
    /// <param name="grid">The image's pixels or voxels.</param>
    /// <returns>This.</returns>
    /// <exception cref="InvalidOperationException">They have another shape.</exception>
    public DeferredOutput Fitting(string name, int count, int classes, Grid grid)
    {
        long[] expected = [count, classes, .. grid.Shape()];
        var found = Logits.shape;
        if (found.SequenceEqual(expected))
            return this;
        Dispose();
        throw new InvalidOperationException(
            $"The backbone {Backbone} gave logits [{string.Join(", ", found)}] for {name}; expected [{string.Join(", ", expected)}], the image's size. "
                + "Let classes and sizes agree."
        );
    }

    /// <summary>Requires finite numbers, or frees everything.</summary>
    /// <param name="name">The image, for the message.</param>
    /// <param name="advice">What can be done besides looking at the image; a sentence.</param>
    /// <returns>This.</returns>
    /// <exception cref="DivergedException">There are others.</exception>
    public DeferredOutput Finite(string name, string advice = "Look at the weights.")
    {
        if (IsFinite)
            return this;
        Dispose();
        throw new DivergedException($"The output of {Backbone} for {name} holds numbers that are not finite. Look at its image. {advice}");
    }

    /// <summary>Frees what only heads and losses read, the network's largest maps among it; this is not used any more afterwards.</summary>
    /// <returns>Logits and routing alone.</returns>
    public DeferredOutput WithoutFeatures()
    {
        var logits = Logits.alias();
        Segmentation.Dispose();
        return this with { Segmentation = new(logits) };
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        Segmentation.Dispose();
        Deferral?.Dispose();
    }
}

/// <summary>The model's own answer.</summary>
public static class ModelMasks
{
    /// <summary>Logits as masks.</summary>
    /// <param name="logits"><c>[P, K, …]</c>.</param>
    /// <param name="kind">
    /// Multilabel: a class is there where its logit is at least 0. Exclusive: the class with the largest logit, the first of several.
    /// </param>
    /// <returns>uint8 <c>[P, K, …]</c>, 0 or 1, contiguous whatever order in memory the logits have. It belongs to the caller's dispose scope.</returns>
    public static Tensor Of(Tensor logits, ClassKind kind)
    {
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        if (kind == ClassKind.Multilabel)
            return logits.ge(0).@byte().contiguous().MoveToOuterDisposeScope();
        var largest = logits.amax([1], keepdim: true);
        var candidates = logits.eq(largest).@long();
        // Several classes may share the largest logit; the first is the one before which none was.
        return candidates.mul(candidates.cumsum(1).eq(1)).@byte().contiguous().MoveToOuterDisposeScope();
    }
}
