using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Deferral.Metrics.Routed;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Training.Batches;
using DeferredSeg.Training.Deferred;
using DeferredSeg.Training.Experts;

namespace DeferredSeg.Training.Evaluation;

/// <summary>Measures a trained network with its experts, one case at a time: the same setup gives the same numbers.</summary>
/// <param name="setup">What is measured, on what, and how.</param>
public sealed class EvaluationPass(EvaluationSetup setup)
{
    private readonly BackboneDescription _network = setup.Backbone.Describe();
    private readonly ExpertPanel _panel = new(setup.Experts);

    /// <summary>The experts' names.</summary>
    public IReadOnlyList<string> Experts => [.. _panel.Experts.Select(expert => expert.Id)];

    /// <summary>Measures one case.</summary>
    /// <param name="index">Its place among the cases.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <exception cref="ArgumentException">The policy cannot be followed.</exception>
    /// <exception cref="InvalidOperationException">The network's output does not fit the case, is not finite, or an expert's answer does not fit.</exception>
    public EvaluatedCase Measure(int index, CancellationToken cancellation = default)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var output = GridOutput.Of(setup, index, cancellation);
        var seen = new SeenPixels(output.Case);
        var answers = output.Routing is null ? new([], []) : CaseAnswers.Ask(_panel, output.Case, _network.ClassKind, setup.Seed, 0, cancellation);
        var answered = answers.Answered.Select(plane => seen.Of<byte>(plane.Values)).ToList();
        var maps = CaseLabels.Of(output, seen, answers, answered, _network.ClassKind);
        var routings = (int)(output.Routing?.shape[0] ?? 1);
        var groups = routings == 1
            ? [new RoutedGroup(maps, output.Case.Info.Id, setup.Seed)]
            : CaseLabels.ByClass(output, seen, answers, answered, _network.ClassKind).Select(map => new RoutedGroup([map], output.Case.Info.Id, setup.Seed)).ToList();
        var measures = new PolicyMeasures(groups, Experts, [.. _panel.Experts.Select(expert => expert.Cost)]);
        var free = output.Routing is null ? null : Decide(output, seen, answered, null, groups.Count);
        if (free is not null)
        {
            measures.AddOwn();
            measures.AddRouted(null, free.Decision, free.Preferred);
            foreach (var budget in setup.Budgets)
            {
                var decided = Decide(output, seen, answered, budget, groups.Count);
                measures.AddRouted(budget, decided.Decision, decided.Preferred);
            }
        }
        var decisions = free?.Decision ?? [.. groups.Select(_ => new long[seen.Count])];
        var (foreground, score) = CaseLabels.Calibration(output, seen, _network.ClassKind);
        var numbers = new CaseEvaluation(
            output.Case.Info.Id, output.Case.Info.Patient, setup.Variant, setup.NetworkSeed, seen.Count,
            [.. groups.SelectMany((group, r) => group.Maps.SelectMany(map => map.Measured.Select(label => Perspective(map, decisions[r], label))))],
            measures.Results,
            free is null ? [] : Channels(output, seen, groups, free.Decision),
            output.Predictor is { } predictor ? seen.Of(predictor).sigmoid().mean().ToDouble() : null,
            foreground, score);
        return new(numbers, output.Case.Shown, output.Case.Reference, CaseLabels.Masks(output, _network.ClassKind), SystemMask(output, seen, answers, decisions), [.. decisions.Select(decision => seen.Plane<long>(decision, 0))]);
    }

    /// <summary>What the ledger says of one case.</summary>
    /// <param name="index">Its place among the cases.</param>
    public LedgerEntry Ledger(int index)
    {
        var reference = setup.Cases.ReferenceOf(index);
        return LedgerEntry.Of(reference, setup.Seed, [.. setup.Experts.Select(expert => ExpertUse.Of(expert, reference.CaseId, setup.Seed))], setup.Cases.TruthPrompts is { } prompts ? [prompts] : null);
    }

    private RoutingDecisions Decide(GridOutput output, SeenPixels seen, IReadOnlyList<byte[]> answered, double? budget, int groups)
    {
        var policy = budget is null ? setup.Policy : setup.Policy with { Budget = budget, BudgetRule = Deferral.Routing.Policies.BudgetRule.Fill };
        var decided = RoutingDecisions.Of(output, seen, policy, setup.Head!.Describe().Parameterisation, answered);
        // A routing for class 0 of exclusive classes is of the background, which is not measured.
        return decided.Decision.Count == groups ? decided : new([.. decided.Decision.TakeLast(groups)], [.. decided.Preferred.TakeLast(groups)]);
    }

    private static RoutedOverlaps Perspective(LabelMap map, long[] decision, byte label)
    {
        // Overlaps want an expert; where nothing is routed the model stands there, to whom nothing goes.
        IReadOnlyList<ReadOnlyMemory<byte>> experts = map.Experts.Count == 0 ? [map.Model] : map.ExpertLabels;
        return RoutedOverlaps.OfLabel<long>(map.Truth, map.Model, experts, decision, label);
    }

    private List<ChannelResult> Channels(GridOutput output, SeenPixels seen, IReadOnlyList<RoutedGroup> groups, IReadOnlyList<long[]> decisions)
    {
        using var scope = NewDisposeScope();
        var probabilities = RoutingProbabilities.Of(seen.Of(output.Routing!), setup.Head!.Describe().Parameterisation).to_type(ScalarType.Float64);
        var skipped = (int)probabilities.shape[0] - groups.Count;
        var channels = new List<ChannelResult>();
        for (var channel = 0; channel <= _panel.Experts.Count; channel++)
        {
            var (events, chances) = (new List<byte[]>(), new List<double[]>());
            for (var r = 0; r < groups.Count; r++)
            {
                var chance = probabilities[skipped + r][channel].contiguous().data<double>().ToArray();
                foreach (var map in groups[r].Maps)
                {
                    var labels = channel == 0 ? map.Model : map.Experts[channel - 1];
                    events.Add([.. labels.Zip(map.Truth, (label, truth) => (byte)(label == truth ? 1 : 0))]);
                    chances.Add(chance);
                }
            }
            byte[] right = [.. events.SelectMany(one => one)];
            double[] stated = [.. chances.SelectMany(one => one)];
            channels.Add(new(
                channel == 0 ? "model" : _panel.Experts[channel - 1].Id,
                probabilities.slice(0, skipped, probabilities.shape[0], 1).select(1, channel).mean().ToDouble(),
                decisions.Average(decision => (double)decision.AsSpan().Count(channel) / decision.Length),
                (double)right.AsSpan().Count((byte)1) / right.Length,
                Deferral.Metrics.Calibration.OfEvents(stated, right)));
        }
        return channels;
    }

    private MaskPlanes SystemMask(GridOutput output, SeenPixels seen, CaseAnswers answers, IReadOnlyList<long[]> decisions)
    {
        var mask = CaseLabels.Masks(output, _network.ClassKind);
        var (classes, plane) = (mask.Classes, mask.Height * mask.Width);
        var first = decisions.Count == 1 ? 0 : classes - decisions.Count;
        for (var k = first; k < classes; k++)
        {
            var decision = seen.Plane<long>(decisions[decisions.Count == 1 ? 0 : k - first], 0);
            for (var pixel = 0; pixel < plane; pixel++) if (decision[pixel] > 0) mask.Values[k * plane + pixel] = answers.Masks[(int)decision[pixel] - 1].Values[k * plane + pixel];
        }
        return mask;
    }
}
