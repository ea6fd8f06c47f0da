using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Training.Runs;

/// <summary>Backbone and head as one function of prepared cases.</summary>
internal sealed class Network(TrainingSetup setup, TrainedParts parts, ImageEncoding encoding)
{
    /// <summary>Segments and routes; tensors belong to the caller's scope. A backbone that is not trained leaves no graph.</summary>
    /// <returns>Logits <c>[B, K, H, W]</c>; routing <c>[B, R, J+1, H, W]</c> and predictor <c>[B, 1, H, W]</c>, null where there is none.</returns>
    public (Tensor Logits, Tensor? Routing, Tensor? Predictor) Of(IReadOnlyList<PreparedCase> cases, bool training)
    {
        using var embedding = encoding.Of(cases, training);
        // What a network returns may belong to no scope; aliases belong to the caller's, and the graph keeps what it needs of the rest.
        using var segmentation = Decode(embedding, cases);
        long[] expected = [cases.Count, cases[0].Reference.Classes, cases[0].Height, cases[0].Width];
        if (!segmentation.Logits.shape.SequenceEqual(expected)) throw new InvalidOperationException($"The backbone {setup.Backbone.Describe().Id} gave logits [{string.Join(", ", segmentation.Logits.shape)}] for {cases[0].Info.Id}; its truth needs [{string.Join(", ", expected)}]. Let classes and sizes agree.");
        if (!setup.Options.Deferral) return (segmentation.Logits.alias(), null, null);
        using var routing = setup.Head!.Route(segmentation);
        return (segmentation.Logits.alias(), routing.RoutingLogits.alias(), routing.PredictorLogit?.alias());
    }

    private SegmentationOutput Decode(Embedding embedding, IReadOnlyList<PreparedCase> cases)
    {
        if (parts.TrainsBackbone) return setup.Backbone.Decode(embedding, encoding.Prompts(cases));
        using var frozen = no_grad();
        return setup.Backbone.Decode(embedding, encoding.Prompts(cases));
    }
}
