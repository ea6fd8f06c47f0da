using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Systems.Volumes;
using DeferredSeg.Engine.Training;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>
/// Evaluation in the midst of training: the same measuring under the same policy on the network's own pixels, one case at a time, in evaluation mode;
/// the experts answer with a fixed seed, and embeddings may come from the cache.
/// </summary>
internal sealed class ValidationPass(TrainingSetup setup, DeferredSystem system, TrainedNetwork network)
{
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
        var maps = Maps(prepared, cancellation);
        var output = new GridOutput(prepared, maps, DecisionMaps.Of(maps, system.Head?.Describe(), kind, setup.Panel?.Experts.Count ?? 0, setup.Policy));
        var answers = output.Routing is null ? new([], []) : CaseAnswers.Ask(setup.Panel!, prepared, kind, setup.Options.ValidationSeed, 0, cancellation);
        var measured = new MeasuredCase(output, answers, kind, setup.Options.ValidationSeed);
        return output.Routing is null ? (measured.Perspectives, 0, []) : (measured.Perspectives, 1 - measured.SoftLoads[0], measured.HardLoads);
    }

    private OutputMaps Maps(PreparedCase prepared, CancellationToken cancellation)
    {
        var advice = $"Lower learningRate, which is {setup.Options.LearningRate}, or set gradientNorm.";
        if (setup.Tiles is { } tiles)
        {
            using var image = tensor(prepared.Image, [prepared.Image.Length / prepared.Grid.Count, .. prepared.Grid.Shape()]);
            return TiledMaps.Of(system, tiles, image, prepared.Info.Id, advice, cancellation: cancellation);
        }
        using var said = network.Of([prepared], training: false);
        return OutputMaps.Of(said.Finite(prepared.Info.Id, advice));
    }
}

/// <summary>
/// How good a system is on validation cases: means over cases and classes (without class 0 where classes exclude each other), pixels outside of the
/// field of view left out.
/// </summary>
/// <param name="System">The dice of model and experts together, 0 to 1.</param>
/// <param name="Expert">The dice of the experts within the region routed to them; two empty masks agree.</param>
/// <param name="Model">The dice of the model within the region that it keeps.</param>
/// <param name="ModelAlone">The dice of the model on the whole image.</param>
/// <param name="Deferral">mean(1 - M_0): the mean routing probability of all experts together; null where nothing is routed.</param>
/// <param name="Loads">The share of pixels routed to each channel, J + 1 values; empty where nothing is routed.</param>
public sealed record ValidationResult(double System, double Expert, double Model, double ModelAlone, double? Deferral, IReadOnlyList<double> Loads)
{
    /// <summary><see cref="Expert"/>, but null where no pixel was given to anybody: two empty masks agree, and would be shown as 1.</summary>
    public double? AskedExpert => Loads.Count == 0 || Loads.Skip(1).All(load => load == 0) ? null : Expert;
}
