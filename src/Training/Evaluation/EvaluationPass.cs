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
    private readonly DeferredSystem _system = new(setup.Backbone, setup.Head, setup.Device);
    private readonly ExpertPanel _panel = new(setup.Experts);

    private ClassKind Kind => _system.Network.ClassKind;

    /// <summary>The experts' names.</summary>
    public IReadOnlyList<string> Experts => [.. _panel.Experts.Select(expert => expert.Id)];

    /// <summary>Measures one case.</summary>
    /// <param name="index">Its place among the cases.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <exception cref="ArgumentException">The policy cannot be followed.</exception>
    /// <exception cref="InvalidOperationException">The network's output does not fit the case, or an expert's answer does not.</exception>
    /// <exception cref="DivergedException">The network's output is not finite.</exception>
    public EvaluatedCase Measure(int index, CancellationToken cancellation = default)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var output = Output(index, cancellation);
        var answers = output.Routing is null ? new([], []) : CaseAnswers.Ask(_panel, output.Case, Kind, setup.Seed, 0, cancellation);
        var measured = new MeasuredCase(output, answers, Kind, setup.Head?.Describe().Parameterisation, setup.Policy, setup.Seed);
        var (seen, groups) = (measured.Seen, measured.Groups);
        var measures = new PolicyMeasures(groups, Experts, [.. _panel.Experts.Select(expert => expert.Cost)]);
        if (measured.Routed is { } free)
        {
            measures.AddOwn();
            measures.AddRouted(null, free.Decision, free.Preferred);
            foreach (var budget in setup.Budgets)
            {
                var decided = measured.Decide(setup.Policy with { Budget = budget, BudgetRule = Deferral.Routing.Policies.BudgetRule.Fill });
                measures.AddRouted(budget, decided.Decision, decided.Preferred);
            }
        }
        var (foreground, score) = CaseLabels.Calibration(output, seen, Kind);
        var numbers = new CaseEvaluation(
            output.Case.Info.Id,
            output.Case.Info.Patient,
            setup.Variant,
            setup.NetworkSeed,
            seen.Count,
            measured.Perspectives,
            measures.Results,
            measured.Routed is null ? [] : Channels(output, seen, groups, measured.Decisions),
            output.Predictor is { } predictor ? seen.Of(predictor).sigmoid().mean().ToDouble() : null,
            foreground,
            score
        );
        IReadOnlyList<long[]> planes = [.. measured.Decisions.Select(decision => seen.Plane<long>(decision, 0))];
        var model = CaseLabels.Masks(output, Kind);
        return new(numbers, output.Case.Shown, output.Case.Reference, model, Fusion.Of(model, answers.Masks, planes), planes);
    }

    /// <summary>What the ledger says of one case.</summary>
    /// <param name="index">Its place among the cases.</param>
    public LedgerEntry Ledger(int index)
    {
        var reference = setup.Cases.ReferenceOf(index);
        return LedgerEntry.Of(
            reference,
            setup.Seed,
            [.. setup.Experts.Select(expert => ExpertUse.Of(expert, reference.CaseId, setup.Seed))],
            setup.Cases.TruthPrompts is { } prompts ? [prompts] : null
        );
    }

    private GridOutput Output(int index, CancellationToken cancellation)
    {
        var prepared = setup.Cases.Get(index, GeometricVariant.None);
        using var embedding = _system.Encode(_system.Images([prepared.Image], prepared.Height, prepared.Width), cancellation);
        using var output = _system.Decode(embedding, _system.Prompts([prepared.Box]), cancellation: cancellation);
        var said = GridOutput.Of(
            prepared,
            output.Fitting(prepared.Info.Id, 1, prepared.Reference.Classes, prepared.Height, prepared.Width).Finite(prepared.Info.Id)
        );
        return setup.Grid == EvaluationGrid.Network || prepared.Placement is null ? said : said.Native(setup.Cases.Native(index), Kind);
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
            channels.Add(
                new(
                    channel == 0 ? "model" : _panel.Experts[channel - 1].Id,
                    probabilities.slice(0, skipped, probabilities.shape[0], 1).select(1, channel).mean().ToDouble(),
                    decisions.Average(decision => (double)decision.AsSpan().Count(channel) / decision.Length),
                    (double)right.AsSpan().Count((byte)1) / right.Length,
                    Deferral.Metrics.Calibration.OfEvents(stated, right)
                )
            );
        }
        return channels;
    }
}
