using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Training.Batches;

namespace DeferredSeg.Training.Objective;

/// <summary>
/// What is minimised on a batch. Pixels outside of the field of view count nowhere. Where an expert gave no answer, they are not there:
/// the routing of those pixels is trained over the channels that are left, renormalised, so that an expert is neither rewarded nor punished
/// for a case they never saw. Rho (Eq. 8) is over all pixels in the field of view and all channels.
/// </summary>
/// <param name="options">The loss of the routing, its parameterisation the head's, its classes the backbone's.</param>
internal sealed class TrainingObjective(DeferralLossOptions options)
{
    private readonly DeferralLossOptions _unbalanced = options with { Lambda2 = 0 };

    /// <summary>The objective of a batch without its load-balancing penalty.</summary>
    /// <param name="logits"><c>[B, K, H, W]</c>.</param>
    /// <param name="routing"><c>[B, R, J+1, H, W]</c>; null where nothing is routed.</param>
    /// <param name="predictor"><c>[B, 1, H, W]</c>, or null.</param>
    /// <param name="batch">Truth and answers.</param>
    public BatchObjective Of(Tensor logits, Tensor? routing, Tensor? predictor, TrainingBatch batch)
    {
        if (batch.IsWhole && routing is not null)
            return Routed(DeferralLosses.Total(logits, routing, predictor, batch.Target, batch.Answers!, _unbalanced));
        if (batch.IsWhole)
            return Alone(SegmentationLoss.Of(logits, batch.Target, options.Classes));
        if (routing is null)
            return Alone(SegmentationLoss.Of(Gather(logits, batch, null), Gather(batch.Target, batch, null), options.Classes));
        var pixels = batch.Groups.Sum(group => group.Pixels.LongLength);
        Tensor? total = null;
        var parts = LossParts.Zero;
        foreach (var group in batch.Groups)
        {
            var one = Of(logits, routing, predictor, batch, group);
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
        var penalty = LoadBalancingLoss.OfLoads(
            cat([1 - rho.sum(0, keepdim: true), rho], 0),
            options.Bounds ?? LoadBounds.For((int)rho.shape[0], options.PublishedBounds)
        );
        return (penalty * options.Lambda2, penalty.ToDouble());
    }

    private BatchObjective Of(Tensor logits, Tensor routing, Tensor? predictor, TrainingBatch batch, PixelGroup group)
    {
        var (segmentor, target) = (Gather(logits, batch, group), Gather(batch.Target, batch, group));
        if (group.Experts.Count == 0)
        {
            var loss = Alone(SegmentationLoss.Of(segmentor, target, options.Classes));
            return options.Surrogate == Surrogate.TwoStage ? loss with { Total = loss.Total * 0, Parts = loss.Parts with { Total = 0 } } : loss;
        }
        var experts = tensor(group.Experts.ToArray(), device: logits.device);
        var channels = cat([zeros(1, ScalarType.Int64, logits.device), experts + 1], 0);
        var terms = DeferralLosses.Total(
            segmentor,
            Gather(routing, batch, group).index_select(2, channels),
            predictor is null ? null : Gather(predictor, batch, group),
            target,
            Gather(batch.Answers!, batch, group).index_select(1, experts),
            _unbalanced with
            {
                Bounds = null,
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
