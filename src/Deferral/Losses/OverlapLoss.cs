using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// Cross-entropy and soft dice together, which nnU-Net trains by (Isensee et al., Nature Methods 2021). The dice is negated: the sum is from -1 up.
/// </summary>
/// <param name="BatchDice">Whether dice is taken of a batch's voxels at once; else of each image, and then the mean.</param>
/// <param name="Ignore">Exclusive classes: the label of voxels that count nowhere. Null where all count.</param>
public sealed record OverlapLoss(bool BatchDice, int? Ignore = null)
{
    private const double Smooth = 1e-5;
    private const double Least = 1e-8;

    /// <summary>The loss of one map.</summary>
    /// <param name="logits">Floating point <c>[B, K, …]</c>.</param>
    /// <param name="target">
    /// Exclusive <c>[B, 1, …]</c>, integers from 0 to K-1 or <see cref="Ignore"/>; class 0, the background, takes no part in the dice. Multilabel <c>[B, K,
    /// …]</c> of 0 and 1, or
    /// <c>[B, K+1, …]</c>, whose last plane is 1 where voxels count nowhere.
    /// </param>
    /// <param name="kind">How classes relate.</param>
    /// <returns>The parts, scalars with their graphs in the caller's dispose scope.</returns>
    public OverlapLossTerms Of(Tensor logits, Tensor target, ClassKind kind)
    {
        using var scope = torch.NewDisposeScope();
        var (entropy, dice) = kind == ClassKind.Exclusive ? Exclusive(logits, target) : Multilabel(logits, target);
        return new((entropy + dice).MoveToOuterDisposeScope(), entropy.MoveToOuterDisposeScope(), dice.MoveToOuterDisposeScope());
    }

    /// <summary>The mean cross-entropy of the worst voxels.</summary>
    /// <param name="logits">Floating point <c>[B, K, …]</c>.</param>
    /// <param name="target"><c>[B, 1, …]</c>, integers from 0 to K-1.</param>
    /// <param name="share">Which share of the voxels counts, above 0 to 1.</param>
    /// <returns>A scalar with its graph, in the caller's dispose scope.</returns>
    public static Tensor Worst(Tensor logits, Tensor target, double share)
    {
        using var scope = torch.NewDisposeScope();
        var each = LabelEntropy(logits, target).flatten();
        return each.topk((int)Math.Max(1, Math.Floor(each.numel() * share)), sorted: false).values.mean().MoveToOuterDisposeScope();
    }

    private (Tensor Entropy, Tensor Dice) Exclusive(Tensor logits, Tensor target)
    {
        var counts = Ignore is { } ignored ? target.ne(ignored) : null;
        var known = counts is null ? target : target.masked_fill(counts.logical_not(), 0);
        var each = LabelEntropy(logits, known);
        var mask = counts?.to_type(logits.dtype);
        var entropy = mask is null ? each.mean() : (each * mask).sum() / mask.sum().clamp_min(1);
        var there = torch.zeros_like(logits).scatter_(1, known.to_type(torch.ScalarType.Int64), torch.ones_like(known, logits.dtype));
        return (entropy, Dice(logits.softmax(1), there, mask).narrow(-1, 1, logits.shape[1] - 1).mean().neg());
    }

    private (Tensor Entropy, Tensor Dice) Multilabel(Tensor logits, Tensor target)
    {
        var classes = logits.shape[1];
        var there = target.narrow(1, 0, classes).to_type(logits.dtype);
        var mask = target.shape[1] == classes ? null : 1 - target.narrow(1, classes, 1).to_type(logits.dtype);
        var each = torch.nn.functional.binary_cross_entropy_with_logits(logits, there, reduction: torch.nn.Reduction.None);
        var entropy = mask is null ? each.mean() : (each * mask).sum() / mask.sum().clamp_min(Least);
        return (entropy, Dice(logits.sigmoid(), there, mask).mean().neg());
    }

    private static Tensor LabelEntropy(Tensor logits, Tensor target) =>
        torch.nn.functional.log_softmax(logits, 1).gather(1, target.to_type(torch.ScalarType.Int64)).neg();

    /// <summary><c>[K]</c> over the batch, or <c>[B, K]</c>.</summary>
    private Tensor Dice(Tensor probabilities, Tensor there, Tensor? mask)
    {
        long[] over = [.. Enumerable.Range(0, (int)probabilities.dim()).Where(axis => axis > 1 || (axis == 0 && BatchDice)).Select(axis => (long)axis)];
        var (p, g) = mask is null ? (probabilities, there) : (probabilities * mask, there * mask);
        var (both, predicted, true_) = ((p * there).sum(over), p.sum(over), g.sum(over));
        return (2 * both + Smooth) / (predicted + true_ + Smooth).clamp_min(Least);
    }
}

/// <summary>What the loss is made of.</summary>
/// <param name="Total">Their sum.</param>
/// <param name="Entropy">The mean cross-entropy.</param>
/// <param name="Dice">The negated mean soft dice, -1 to 0.</param>
public sealed record OverlapLossTerms(Tensor Total, Tensor Entropy, Tensor Dice);

/// <summary>Deep supervision: coarser maps of a decoder are held against the coarser truth, and count half as much as the next finer.</summary>
public static class DeepSupervision
{
    /// <summary>What each map counts, the finest first: 1, 1/2, 1/4, … as shares of 1; the coarsest of several counts nothing.</summary>
    /// <param name="maps">How many there are, at least 1.</param>
    public static IReadOnlyList<double> Weights(int maps)
    {
        if (maps == 1)
            return [1];
        double[] weights = [.. Enumerable.Range(0, maps).Select(i => i == maps - 1 ? 0 : Math.Pow(0.5, i))];
        return [.. weights.Select(weight => weight / weights.Sum())];
    }

    /// <summary>A target at the size of a coarser map: each voxel takes the one beneath its centre.</summary>
    /// <param name="target"><c>[B, K, …]</c> of any type.</param>
    /// <param name="sizes">The coarser map's spatial sizes.</param>
    /// <returns>In the caller's dispose scope.</returns>
    public static Tensor Target(Tensor target, IReadOnlyList<long> sizes)
    {
        using var scope = torch.NewDisposeScope();
        var result = target;
        for (var axis = 0; axis < sizes.Count; axis++)
        {
            var (old, count) = (target.shape[axis + 2], sizes[axis]);
            if (old == count)
                continue;
            long[] places = [.. Enumerable.Range(0, (int)count).Select(i => Math.Min(old - 1, (long)Math.Floor((i + 0.5) * old / count)))];
            result = result.index_select(axis + 2, torch.tensor(places, device: target.device));
        }
        return result.alias().MoveToOuterDisposeScope();
    }

    /// <summary>The weighed sum of a loss over maps; maps that count nothing are left out.</summary>
    /// <param name="maps">Logits <c>[B, K, …]</c>, the finest first, of the target's size.</param>
    /// <param name="target">The truth at full size.</param>
    /// <param name="loss">The loss of one map.</param>
    /// <returns>A scalar with its graph, in the caller's dispose scope.</returns>
    public static Tensor Of(IReadOnlyList<Tensor> maps, Tensor target, Func<Tensor, Tensor, Tensor> loss)
    {
        using var scope = torch.NewDisposeScope();
        var weights = Weights(maps.Count);
        Tensor? total = null;
        for (var i = 0; i < maps.Count; i++)
        {
            if (weights[i] == 0)
                continue;
            var one = loss(maps[i], Target(target, maps[i].shape[2..])) * weights[i];
            total = total is null ? one : total + one;
        }
        return total!.MoveToOuterDisposeScope();
    }
}
