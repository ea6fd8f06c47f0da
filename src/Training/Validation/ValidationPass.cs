using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Training.Batches;
using DeferredSeg.Training.Deferred;
using DeferredSeg.Training.Runs;

namespace DeferredSeg.Training.Validation;

/// <summary>Measures a system on its validation cases, one at a time, in evaluation mode; the experts answer with a fixed seed.</summary>
internal sealed class ValidationPass(TrainingSetup setup, Network network)
{
    private readonly ClassKind _kind = setup.Backbone.Describe().ClassKind;

    /// <summary>Modules must be in evaluation mode.</summary>
    public ValidationResult Run(CancellationToken cancellation)
    {
        var results = new List<CaseResult>();
        using var frozen = no_grad();
        for (var index = 0; index < setup.Validation.Cases.Count; index++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var scope = NewDisposeScope();
            results.Add(Measure(BatchCase.Of(setup.Validation, index, _ => GeometricVariant.None, setup.Options.Deferral ? setup.Panel : null, _kind, setup.Options.ValidationSeed, 0, cancellation)));
        }
        return CaseResult.Mean(results);
    }

    private CaseResult Measure(BatchCase one)
    {
        var (logits, routing, predictor) = network.Of([one.Prepared], training: false);
        if (new[] { logits, routing, predictor }.Any(map => map is not null && !map.isfinite().all().ToBoolean())) throw new TrainingDivergedException($"The networks' output for the validation case {one.Prepared.Info.Id} holds numbers that are not finite. Look at its image, or lower learningRate, which is {setup.Options.LearningRate}.");
        var model = ModelMasks.Of(logits, _kind).cpu().bytes.ToArray();
        if (routing is null) return CaseResult.Of(one, model, [new long[one.Prepared.Height * one.Prepared.Width]], null, _kind);
        // A routing for each class is decided as if each were an image, as where pixels are served.
        var maps = routing.squeeze(0).cpu();
        var parameterisation = setup.Head!.Describe().Parameterisation;
        var plan = setup.Policy.Decide(maps, parameterisation, predictor?.cpu().expand(maps.shape[0], 1, maps.shape[2], maps.shape[3]));
        var deferral = 1 - RoutingProbabilities.Of(maps, parameterisation).select(1, 0).to_type(ScalarType.Float64);
        return CaseResult.Of(one, model, [.. Enumerable.Range(0, (int)maps.shape[0]).Select(r => plan.Decision[r].contiguous().data<long>().ToArray())], deferral.contiguous().data<double>().ToArray(), _kind);
    }
}
