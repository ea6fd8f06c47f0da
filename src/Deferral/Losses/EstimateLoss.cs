using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// What estimates of truth and experts are fitted by: the cross-entropy of the truth, and of each expert's answer given the true class. The joint likelihood
/// of truth and answers, so that at its minimum every estimate is the frequency that it stands for.
/// </summary>
public static class EstimateLoss
{
    /// <summary>The mean over pixels and groups; an expert counts over the pixels about which they said anything.</summary>
    /// <param name="estimates">Floating point <c>[N, G, M]</c>, as <see cref="EstimateLayout"/> has them.</param>
    /// <param name="truth">int64 <c>[N, G]</c>: 0 or 1 for each class, or the class where they exclude each other.</param>
    /// <param name="answers">int64 <c>[N, J, G]</c>: the same of each expert; without meaning where there is no answer.</param>
    /// <param name="answered">bool <c>[N, J]</c>: where an expert said anything.</param>
    /// <param name="layout">What the estimates are.</param>
    /// <returns>A scalar with its graph, in the caller's dispose scope.</returns>
    /// <exception cref="ArgumentException">Shapes do not fit together.</exception>
    public static Tensor Of(Tensor estimates, Tensor truth, Tensor answers, Tensor answered, EstimateLayout layout)
    {
        var pixels = estimates.shape[0];
        Require(estimates, [pixels, layout.Groups, layout.Maps], nameof(estimates));
        Require(truth, [pixels, layout.Groups], nameof(truth));
        Require(answers, [pixels, layout.Experts, layout.Groups], nameof(answers));
        Require(answered, [pixels, layout.Experts], nameof(answered));
        using var scope = torch.NewDisposeScope();
        var exclusive = layout.Kind == ClassKind.Exclusive;
        var loss = (
            exclusive ? OfClass(estimates.select(1, 0).narrow(1, 0, layout.Classes), truth) : LogitCrossEntropy.Of(estimates.select(2, 0), truth)
        ).mean();
        for (var j = 0; j < layout.Experts; j++)
        {
            var there = answered.select(1, j).to_type(estimates.dtype);
            var said = answers.select(1, j);
            var each = exclusive
                ? OfClass(Row(estimates.select(1, 0).narrow(1, layout.FirstOf(j), layout.Classes * layout.Classes), truth, layout.Classes), said).squeeze(1)
                : LogitCrossEntropy.Of(estimates.select(2, layout.FirstOf(j)).where(truth.eq(1), estimates.select(2, layout.FirstOf(j) + 1)), said).mean([1]);
            loss += (each * there).sum() / there.sum().clamp_min(1);
        }
        return loss.MoveToOuterDisposeScope();
    }

    // -log softmax(logits)[label], [N, 1].
    private static Tensor OfClass(Tensor logits, Tensor label) => logits.log_softmax(1).gather(1, label).neg();

    // Of K rows of K logits that of the true class, [N, K].
    private static Tensor Row(Tensor rows, Tensor truth, int classes) =>
        rows.reshape(-1, classes, classes).gather(1, truth.unsqueeze(2).expand(-1, 1, classes)).squeeze(1);

    private static void Require(Tensor tensor, long[] expected, string name)
    {
        if (!tensor.shape.SequenceEqual(expected))
            throw new ArgumentException($"The {name} have the shape [{string.Join(", ", tensor.shape)}]; expected [{string.Join(", ", expected)}].", name);
    }
}
