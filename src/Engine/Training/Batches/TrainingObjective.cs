using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing;

namespace DeferredSeg.Engine.Training.Batches;

/// <summary>
/// What is minimised on a batch. Pixels outside of the field of view count nowhere. Where an expert gave no answer, they are not there:
/// the routing of those pixels is trained over the channels that are left, renormalised, so that an expert is neither rewarded nor punished
/// for a case they never saw. Rho (Eq. 8) is over all pixels in the field of view and all channels.
/// </summary>
/// <param name="options">The loss of the routing, its parameterisation the head's, its classes the backbone's.</param>
/// <param name="overlap">The segmentor's loss over all its maps, beside that of the routing; null for its cross-entropy alone.</param>
internal sealed class TrainingObjective(DeferralLossOptions options, OverlapLoss? overlap = null)
{
    private readonly DeferralLossOptions _unbalanced = options with { Lambda2 = 0 };

    /// <summary>The objective of a batch without its load-balancing penalty.</summary>
    /// <param name="logits"><c>[B, K, H, W]</c>, of volumes <c>[B, K, D, H, W]</c>.</param>
    /// <param name="routing"><c>[B, R, J+1, H, W]</c>, or with D before H; null where nothing is routed.</param>
    /// <param name="predictor"><c>[B, 1, H, W]</c>, or with D before H, or null.</param>
    /// <param name="batch">Truth and answers.</param>
    /// <param name="deep">Logits of coarser stages, the finest first; null for none.</param>
    public BatchObjective Of(Tensor logits, Tensor? routing, Tensor? predictor, TrainingBatch batch, IReadOnlyList<Tensor>? deep = null)
    {
        if (overlap is null)
            return Plain(logits, routing, predictor, batch);
        var loss = overlap with { Ignore = TrainingBatch.Unseen };
        var own = DeepSupervision.Of([logits, .. deep ?? []], batch.SeenTarget(), (map, target) => loss.Of(map, target, options.Classes).Total);
        if (routing is null)
            return Alone(own);
        var routed = Plain(logits, routing, predictor, batch);
        return routed with { Total = routed.Total + own, Parts = routed.Parts with { Total = routed.Parts.Total + own.ToDouble() } };
    }

    // These losses are means over pixels, wherever those lie: a volume's slices are rows below each other.
    private BatchObjective Plain(Tensor logits, Tensor? routing, Tensor? predictor, TrainingBatch batch)
    {
        var isVolume = batch.Grid.Axes == 3;
        Tensor Rows(Tensor maps) => isVolume ? maps.flatten(-3, -2) : maps;
        (logits, routing, predictor) = (Rows(logits), routing is null ? null : Rows(routing), predictor is null ? null : Rows(predictor));
        var target = Rows(batch.Target);
        if (batch.IsWhole && routing is not null)
            return Routed(DeferralLosses.Total(logits, routing, predictor, target, Rows(batch.Answers!), _unbalanced));
        if (batch.IsWhole)
            return Alone(SegmentorLoss.Of(logits, target, options));
        if (routing is null)
            return Alone(SegmentorLoss.Of(Gather(logits, batch, null), Gather(target, batch, null), options));
        var pixels = batch.Groups.Sum(group => group.Pixels.LongLength);
        Tensor? total = null;
        var parts = LossParts.Zero;
        foreach (var group in batch.Groups)
        {
            var one = Of(logits, routing, predictor, target, Rows(batch.Answers!), batch, group);
            var weight = (double)group.Pixels.LongLength / pixels;
            total = total is null ? one.Total * weight : total + one.Total * weight;
            parts += one.Parts * weight;
        }
        return new(total!, Rho(Gather(routing, batch, null))) { Parts = parts };
    }

    /// <summary>The load-balancing penalty times lambda2, and without it; null where it takes no part.</summary>
    /// <param name="rho"><c>[J]</c>.</param>
    public (Tensor Weighted, double Penalty)? Balance(Tensor rho)
    {
        if (options.Lambda2 == 0 || rho.shape[0] < 2)
            return null;
        var penalty = LoadBalancingLoss.OfLoads(cat([1 - rho.sum(0, keepdim: true), rho], 0), options.BoundsOf((int)rho.shape[0]));
        return (penalty * options.Lambda2, penalty.ToDouble());
    }

    private BatchObjective Of(Tensor logits, Tensor routing, Tensor? predictor, Tensor truth, Tensor answers, TrainingBatch batch, PixelGroup group)
    {
        var (segmentor, target) = (Gather(logits, batch, group), Gather(truth, batch, group));
        if (group.Experts.Count == 0)
        {
            var loss = Alone(SegmentorLoss.Of(segmentor, target, options));
            return options.Surrogate == Surrogate.TwoStage ? loss with { Total = loss.Total * 0, Parts = loss.Parts with { Total = 0 } } : loss;
        }
        var experts = tensor(group.Experts.ToArray(), device: logits.device);
        var channels = cat([zeros(1, ScalarType.Int64, logits.device), experts + 1], 0);
        var terms = DeferralLosses.Total(
            segmentor,
            Gather(routing, batch, group).index_select(2, channels),
            predictor is null ? null : Gather(predictor, batch, group),
            target,
            Gather(answers, batch, group).index_select(1, experts),
            _unbalanced with
            {
                Lower = null,
                Upper = null,
            }
        );
        return Routed(terms);
    }

    private Tensor Rho(Tensor routing)
    {
        var folded = routing.reshape(-1, routing.shape[2], routing.shape[3]);
        return RoutingLoads.Soft(RoutingProbabilities.Of(folded, options.Parameterisation)).narrow(0, 1, routing.shape[2] - 1);
    }

    private static Tensor Gather(Tensor maps, TrainingBatch batch, PixelGroup? group)
    {
        var pixels = group?.Pixels ?? [.. batch.Groups.SelectMany(one => one.Pixels).Order()];
        return GatheredPixels.Of(maps, tensor(pixels, device: maps.device));
    }

    private static BatchObjective Alone(Tensor loss)
    {
        var value = loss.ToDouble();
        return new(loss, null) { Parts = LossParts.Zero with { Total = value, CrossEntropy = value } };
    }

    private static BatchObjective Routed(DeferralLossTerms terms) =>
        new(terms.Total, terms.Rho)
        {
            Parts = new(
                terms.Total.ToDouble(),
                terms.Surrogate.Experts.ToDouble(),
                terms.Surrogate.Segmentor.ToDouble(),
                terms.Surrogate.CrossEntropy.ToDouble(),
                terms.Coherence?.Total.ToDouble() ?? 0,
                0
            ),
        };
}

/// <summary>The objective of a micro-batch, in the scope of who asked for it.</summary>
/// <param name="Total">A scalar with its graph: all but the load-balancing penalty.</param>
/// <param name="Rho">Eq. 8 <c>[J]</c> with its graph; null where nothing is routed.</param>
internal sealed record BatchObjective(Tensor Total, Tensor? Rho)
{
    /// <summary>The numbers; their total and penalty are those of <see cref="Total"/> alone.</summary>
    public required LossParts Parts { get; init; }
}

/// <summary>What a batch's objective is made of, as numbers; terms of Eq. 10 before its lambdas. Also their mean over steps.</summary>
/// <param name="Total">What is minimised.</param>
/// <param name="Experts">The surrogate's routing term of the experts; 0 where nothing is routed.</param>
/// <param name="Segmentor">The surrogate's routing term of channel 0; 0 where nothing is routed.</param>
/// <param name="CrossEntropy">The segmentor's own cross-entropy.</param>
/// <param name="Coherence">L_SC (Eq. 7); 0 without a predictor.</param>
/// <param name="Balancing">L_LB (Eq. 9); 0 where nothing is routed.</param>
public sealed record LossParts(double Total, double Experts, double Segmentor, double CrossEntropy, double Coherence, double Balancing)
{
    /// <summary>All zero.</summary>
    public static LossParts Zero { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Part by part.</summary>
    public static LossParts operator +(LossParts left, LossParts right) =>
        new(
            left.Total + right.Total,
            left.Experts + right.Experts,
            left.Segmentor + right.Segmentor,
            left.CrossEntropy + right.CrossEntropy,
            left.Coherence + right.Coherence,
            left.Balancing + right.Balancing
        );

    /// <summary>Part by part.</summary>
    public static LossParts operator *(LossParts parts, double factor) =>
        new(
            parts.Total * factor,
            parts.Experts * factor,
            parts.Segmentor * factor,
            parts.CrossEntropy * factor,
            parts.Coherence * factor,
            parts.Balancing * factor
        );
}

/// <summary>Chosen pixels of maps, laid out as one image of one row. The losses are means over pixels and ask for no shape.</summary>
internal static class GatheredPixels
{
    /// <summary><c>[B, C, H, W]</c> as <c>[1, C, N]</c>, or <c>[B, C, D, H, W]</c> as <c>[1, C, D, N]</c>.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="pixels">int64 <c>[N]</c>: places in <c>[B, H, W]</c>.</param>
    public static Tensor Of(Tensor maps, Tensor pixels)
    {
        var shape = maps.shape;
        return shape.Length == 4
            ? maps.permute(1, 0, 2, 3).reshape(shape[1], -1).index_select(1, pixels).unsqueeze(0)
            : maps.permute(1, 2, 0, 3, 4).reshape(shape[1], shape[2], -1).index_select(2, pixels).unsqueeze(0);
    }
}
