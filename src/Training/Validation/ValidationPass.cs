using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Deferral.Metrics.Routed;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Training.Batches;
using DeferredSeg.Training.Deferred;
using DeferredSeg.Training.Evaluation;
using DeferredSeg.Training.Runs;

namespace DeferredSeg.Training.Validation;

/// <summary>
/// Evaluation in the midst of training: the same measuring under the same policy on the network's own pixels, one case at a time, in evaluation mode;
/// the experts answer with a fixed seed, and embeddings may come from the cache.
/// </summary>
internal sealed class ValidationPass(TrainingSetup setup, DeferredSystem system, Network network)
{
    private readonly RoutingParameterisation? _parameterisation = system.Head?.Describe().Parameterisation;

    /// <summary>Modules must be in evaluation mode.</summary>
    public ValidationResult Run(CancellationToken cancellation)
    {
        using var frozen = no_grad();
        var cases = new List<(IReadOnlyList<RoutedOverlaps> Perspectives, double Deferral, double[] Loads)>();
        for (var index = 0; index < setup.Validation.Cases.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            cases.Add(Measure(index, cancellation));
        }
        double Dice(Func<RoutedOverlaps, Overlap> of) => cases.Average(one => one.Perspectives.Average(overlap => of(overlap).Dice));
        var isRouted = system.Head is not null;
        return new(
            Dice(one => one.System),
            Dice(one => one.ExpertOnly),
            Dice(one => one.ModelOnly),
            Dice(one => one.ModelAlone),
            isRouted ? cases.Average(one => one.Deferral) : null,
            isRouted ? [.. cases[0].Loads.Select((_, channel) => cases.Average(one => one.Loads[channel]))] : []
        );
    }

    private (IReadOnlyList<RoutedOverlaps> Perspectives, double Deferral, double[] Loads) Measure(int index, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var prepared = setup.Validation.Get(index, GeometricVariant.None);
        var kind = system.Network.ClassKind;
        using var said = network.Of([prepared], training: false);
        var output = GridOutput.Of(prepared, said.Finite(prepared.Info.Id, $"Lower learningRate, which is {setup.Options.LearningRate}, or set gradientNorm."));
        var answers = output.Routing is null ? new([], []) : CaseAnswers.Ask(setup.Panel!, prepared, kind, setup.Options.ValidationSeed, 0, cancellation);
        var measured = new MeasuredCase(output, answers, kind, _parameterisation, setup.Policy, setup.Options.ValidationSeed);
        if (output.Routing is not { } routing)
            return (measured.Perspectives, 0, []);
        var measuredRoutings = routing.narrow(0, routing.shape[0] - measured.Groups.Count, measured.Groups.Count);
        var probabilities = RoutingProbabilities.Of(measured.Seen.Of(measuredRoutings), _parameterisation!.Value).to_type(ScalarType.Float64);
        var experts = (int)probabilities.shape[1] - 1;
        double Load(long channel) => measured.Decisions.Average(decision => (double)decision.AsSpan().Count(channel) / decision.Length);
        return (
            measured.Perspectives,
            1 - probabilities.select(1, 0).mean().ToDouble(),
            [.. Enumerable.Range(0, experts + 1).Select(channel => Load(channel))]
        );
    }
}
