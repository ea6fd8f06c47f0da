using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Data.Resizing;

namespace DeferredSeg.Training.Evaluation;

/// <summary>What a network says of one case, on the grid that is measured.</summary>
/// <param name="Case">Truth, field of view and picture on that grid.</param>
/// <param name="Logits"><c>[K, H, W]</c>.</param>
/// <param name="Routing"><c>[R, J+1, H, W]</c>; null where nothing is routed.</param>
/// <param name="Predictor"><c>[1, 1, H, W]</c>; null where there is none.</param>
internal sealed record GridOutput(PreparedCase Case, Tensor Logits, Tensor? Routing, Tensor? Predictor)
{
    // A logit whose probability is 0 in float32, and finite.
    private const float Never = -1e4f;

    /// <summary>Segments and routes one case; tensors belong to the caller's scope.</summary>
    public static GridOutput Of(EvaluationSetup setup, int index, CancellationToken cancellation)
    {
        var prepared = setup.Cases.Get(index, GeometricVariant.None);
        var description = setup.Backbone.Describe();
        var images = tensor(prepared.Image, [1, description.Input.Channels, prepared.Height, prepared.Width], device: setup.Device);
        using var embedding = setup.Backbone.Encode(images, EncodeRequest.None, cancellation);
        var prompts = description.Prompts.HasFlag(PromptKinds.Box) && prepared.Box is { } box ? new PromptBatch { Boxes = tensor(box, [1, 4], device: setup.Device) } : PromptBatch.None;
        var segmentation = setup.Backbone.Decode(embedding, prompts, cancellation);
        long[] expected = [1, prepared.Reference.Classes, prepared.Height, prepared.Width];
        if (!segmentation.Logits.shape.SequenceEqual(expected)) throw new InvalidOperationException($"The backbone {description.Id} gave logits [{string.Join(", ", segmentation.Logits.shape)}] for {prepared.Info.Id}; its truth needs [{string.Join(", ", expected)}]. Let classes and sizes agree.");
        var routing = setup.Head?.Route(segmentation, cancellation);
        var (logits, routed, predictor) = (Plain(segmentation.Logits).squeeze(0), routing is null ? null : Plain(routing.RoutingLogits).squeeze(0), routing?.PredictorLogit is { } map ? Plain(map) : null);
        if (new[] { logits, routed, predictor }.Any(one => one is not null && !one.isfinite().all().ToBoolean())) throw new InvalidOperationException($"The networks' output for {prepared.Info.Id} holds numbers that are not finite; look at its image and at the weights.");
        if (setup.Grid == EvaluationGrid.Network || prepared.Placement is not { } place) return new(prepared, logits, routed, predictor);
        var background = description.ClassKind == ClassKind.Exclusive ? 0 : -1;
        return new(
            setup.Cases.Native(index),
            Native(place, logits, plane => plane == background ? -Never : Never),
            routed is null ? null : Native(place, routed.flatten(0, 1), plane => plane % (int)routed.shape[1] == 0 ? -Never : Never).view(routed.shape[0], routed.shape[1], place.NativeHeight, place.NativeWidth),
            predictor is null ? null : Native(place, predictor.squeeze(0), _ => Never).unsqueeze(0));
    }

    private static Tensor Plain(Tensor map) => map.detach().cpu().to_type(ScalarType.Float32).contiguous();

    private static Tensor Native(Placement place, Tensor maps, Func<int, float> outside)
    {
        var values = maps.contiguous().data<float>().ToArray();
        var (planes, size) = ((int)maps.shape[0], place.Height * place.Width);
        float[] native = [.. Enumerable.Range(0, planes).SelectMany(plane => place.ToNative(values.AsSpan(plane * size, size), 1, outside(plane), ResizeFilter.Bilinear))];
        return tensor(native, [planes, place.NativeHeight, place.NativeWidth]);
    }
}
