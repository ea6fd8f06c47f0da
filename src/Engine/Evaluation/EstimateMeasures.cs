using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Measures.Budgets;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing.Regions;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>What a head of estimates is measured by besides: what each part of it is worth, how well it knows, and what shifted.</summary>
internal sealed class EstimateMeasures
{
    private readonly GridOutput _output;
    private readonly MeasuredCase _measured;
    private readonly ClassKind _kind;
    private readonly IReadOnlyList<DeferralOrder> _learned;
    private readonly IReadOnlyList<DeferralOrder> _adapted;
    private readonly IReadOnlyList<DeferralOrder>? _mean;
    private readonly DecisionMaps _other;

    private EstimateMeasures(GridOutput output, MeasuredCase measured, DecisionMaps other, ClassKind kind)
    {
        (_output, _measured, _other, _kind) = (output, measured, other, kind);
        var wrong = 1 - output.Decided.Estimates!.Right(output.Decided.Own);
        _learned = Ranks(wrong);
        _adapted = [.. measured.Adapted!.Select(group => group.Order(PixelOrder.Entropy, []))];
        _mean = output.Maps.Mean is { } mean ? Ranks(Entropy(mean)) : null;
    }

    /// <summary>Prepares the comparisons; null of other heads.</summary>
    public static EstimateMeasures? Of(GridOutput output, MeasuredCase measured, DecisionMaps? other, ClassKind kind) =>
        output.Decided.Estimates is null || measured.Adapted is null || other is null ? null : new(output, measured, other, kind);

    /// <summary>Adds what stands without experts: the head's own mask.</summary>
    public void AddAlone(PolicyMeasures measures) => measures.AddAlone(PolicyKey.Adapted, _measured.Adapted!);

    /// <summary>Adds the rivals at a budget.</summary>
    public void Add(PolicyMeasures measures, double? budget, RoutingDecisions decided, RoutingPolicy policy)
    {
        var answer = _other.Policy.Answer;
        var output = _output with { Decided = _other };
        var other = RoutingDecisions.Of(output, _measured.Seen, policy with { Answer = answer, Gate = _other.Policy.Gate }, _measured.Answered);
        measures.AddRouting(budget, other.Decision, answer == ModelAnswer.Estimate ? _measured.Adapted : _measured.Own, PolicyKey.OtherRouting);
        measures.AddRanked(PolicyKey.AdaptedEntropy, budget, _adapted, decided.Decision, decided.Preferred, _measured.Adapted);
        measures.AddRanked(PolicyKey.LearnedError, budget, _learned, decided.Decision, decided.Preferred);
        if (_mean is not null)
            measures.AddRanked(PolicyKey.MeanEntropy, budget, _mean, decided.Decision, decided.Preferred);
    }

    /// <summary>Everything else.</summary>
    public EstimateEvaluation Evaluate() => new(Confidence(), Changes(), [.. Proposed()]);

    private List<ChannelConfidence> Confidence()
    {
        using var scope = NewDisposeScope();
        var estimates = _output.Decided.Estimates!;
        var (model, experts) = (estimates.Right(_output.Decided.Own), estimates.ExpertRight());
        var truth = estimates.Truth;
        var results = new List<ChannelConfidence>();
        var maps = _measured.Own.SelectMany(group => group.Maps).ToList();
        for (var k = 0; k < maps.Count; k++)
        {
            var certainty = Values(_kind == ClassKind.Exclusive ? truth.amax([0]) : (truth[k] - 0.5).abs());
            var least = Least(certainty);
            results.Add(Of(0, k, Values(model[k]), maps[k].Model.Span, maps[k].Truth.Span, null, least));
            for (var j = 0; j < maps[k].Experts.Count; j++)
                // Where nobody answered nothing is known.
                if (_measured.Answered[j].AsSpan().Contains((byte)1))
                    results.Add(Of(j + 1, k, Values(experts[k][j]), maps[k].Experts[j].Span, maps[k].Truth.Span, _measured.Answered[j], least));
        }
        return results;
    }

    private static ChannelConfidence Of(
        int channel,
        int label,
        double[] stated,
        ReadOnlySpan<byte> said,
        ReadOnlySpan<byte> truth,
        byte[]? answered,
        bool[] least
    )
    {
        var (all, right, few, fewRight) = (new List<double>(), new List<byte>(), new List<double>(), new List<byte>());
        for (var pixel = 0; pixel < stated.Length; pixel++)
        {
            if (answered?[pixel] == 0)
                continue;
            var isRight = said[pixel] == truth[pixel] ? (byte)1 : (byte)0;
            all.Add(Math.Clamp(stated[pixel], 0, 1));
            right.Add(isRight);
            if (!least[pixel])
                continue;
            few.Add(all[^1]);
            fewRight.Add(isRight);
        }
        if (few.Count == 0)
            (few, fewRight) = (all, right);
        return new(
            channel,
            label,
            Calibration.OfEvents([.. all], [.. right], ChannelConfidence.Bins),
            Calibration.OfEvents([.. few], [.. fewRight], ChannelConfidence.Bins)
        );
    }

    private AnswerChanges Changes() =>
        _measured
            .Decisions.Select(
                (decision, r) =>
                    AnswerChanges.Of(
                        _output.Decided.Estimates!,
                        _output.Decided.Model,
                        decision,
                        _measured.Decisions.Count == 1 ? null : r,
                        Values,
                        pixel => _measured.Groups[r].Maps.Any(map => map.Experts[(int)decision[pixel] - 1].Span[pixel] != map.Model.Span[pixel])
                    )
            )
            .Aggregate(AnswerChanges.None, (sum, one) => sum + one);

    // Of binary classes: pieces in which the head's own mask differs, shown to the expert who is most often right.
    private IEnumerable<DecisionPoint> Proposed()
    {
        if (_kind == ClassKind.Exclusive)
            yield break;
        var truth = _output.Decided.Estimates!.Truth;
        var level = _output.Decided.Policy.DiceLevel!.Value;
        var own = _measured.Own.SelectMany(group => group.Maps).ToList();
        var adapted = _measured.Adapted!.SelectMany(group => group.Maps).ToList();
        var pieces = new List<(int Class, Proposal Piece)>();
        byte[][] models = [.. own.Select(map => _measured.Seen.Plane(map.Model.Span, (byte)0))];
        for (var k = 0; k < own.Count; k++)
        {
            var gains = truth[k].contiguous().data<double>().ToArray();
            for (var pixel = 0; pixel < gains.Length; pixel++)
                gains[pixel] = (models[k][pixel] == 1 ? -1 : 1) * (2 * gains[pixel] - level);
            pieces.AddRange(
                Proposals
                    .Of(models[k], _measured.Seen.Plane(adapted[k].Model.Span, (byte)0), gains, _measured.Seen.Grid, _output.Decided.Policy.Connectivity)
                    .Select(piece => (k, piece))
            );
        }
        pieces = [.. pieces.OrderByDescending(one => one.Piece.Worth)];
        foreach (var wanted in UnitMeasures.Counts)
        {
            var shown = pieces.Take(wanted ?? pieces.Count).ToList();
            List<Overlap> classes = [];
            for (var k = 0; k < own.Count; k++)
            {
                var expert = _measured.Seen.Plane(own[k].Experts[0].Span, (byte)0);
                var mask = Proposals.Accepted(models[k], expert, shown.Where(one => one.Class == k).Select(one => one.Piece));
                classes.Add(Overlap.OfLabel(_measured.Seen.Of<byte>(mask), own[k].Truth.Span, 1));
            }
            var pixels = shown.Sum(one => (long)one.Piece.Pixels.Count);
            yield return new(DecisionPoint.Proposals, wanted, shown.Count, (double)pixels / own.Count / _measured.Seen.Count, classes);
        }
    }

    // By scores [G, H, W], summed over the classes of a group.
    private List<DeferralOrder> Ranks(Tensor scores)
    {
        var perGroup = _measured.Own.Count > 1;
        return [.. _measured.Own.Select((_, r) => DeferralOrder.ByScore(Values(perGroup ? scores[r] : scores.sum(0L))))];
    }

    private Tensor Entropy(Tensor probabilities)
    {
        var p = probabilities.to(ScalarType.Float64).clamp(1e-12, 1 - 1e-12);
        return _kind == ClassKind.Exclusive ? -(p * p.log()).sum(0, keepdim: true) : -(p * p.log() + (1 - p) * (1 - p).log());
    }

    private double[] Values(Tensor plane) => _measured.Seen.Of(plane.unsqueeze(0)).to(ScalarType.Float64).contiguous().data<double>().ToArray();

    private static bool[] Least(double[] certainty)
    {
        var order = DeferralOrder.ByScore(Array.ConvertAll(certainty, value => -value));
        var least = new bool[certainty.Length];
        foreach (var pixel in order.Pixels[..(int)Math.Ceiling(ChannelConfidence.Share * certainty.Length)])
            least[pixel] = true;
        return least;
    }
}
