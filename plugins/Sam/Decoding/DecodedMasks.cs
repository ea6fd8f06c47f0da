using DeferredSeg.Abstractions.Backbones;

namespace Backbones.Sam;

/// <summary>What the decoder gives, at a quarter of the input's size: h and w are the embedding's. It owns its tensors.</summary>
/// <param name="Logits">The single answer, <c>[P, 1, 4 h, 4 w]</c>.</param>
/// <param name="Features">The enlarged image, <c>[P, C / 8, 4 h, 4 w]</c>.</param>
/// <param name="Scores">The predicted IoU <c>[P, 4]</c>: of the single answer, then of the hypotheses.</param>
/// <param name="Hypotheses">The three hypotheses, <c>[P, 3, 4 h, 4 w]</c>; null where they were not asked for.</param>
/// <param name="Routing">Routing logits <c>[P, J + 1, 4 h, 4 w]</c>; null without native routing.</param>
/// <param name="Predictor">The predictor's logit <c>[P, 1, 4 h, 4 w]</c>; null without native routing.</param>
public sealed record DecodedMasks(Tensor Logits, Tensor Features, Tensor Scores, Tensor? Hypotheses, Tensor? Routing, Tensor? Predictor) : IDisposable
{
    /// <summary>The logit of whether there is an object, <c>[P, 1]</c>; null where the network has no such score.</summary>
    public Tensor? ObjectScore { get; init; }

    /// <inheritdoc/>
    public void Dispose()
    {
        foreach (var tensor in All)
            tensor?.Dispose();
    }

    internal DecodedMasks Leave()
    {
        foreach (var tensor in All)
            tensor?.MoveToOuterDisposeScope();
        return this;
    }

    /// <summary>
    /// All maps enlarged, bilinearly and without aligned corners; the scores of what is asked for; and as extras <c>low_res_logits</c> (the hypotheses' where
    /// there are any), <c>iou</c>, and where there are such <c>object_score</c>, <c>low_res_routing_logits</c> and <c>low_res_predictor_logit</c>.
    /// </summary>
    /// <param name="height">Rows of the result.</param>
    /// <param name="width">Columns of the result.</param>
    /// <returns>Its tensors, some of which are these, are moved out of the innermost dispose scope; the rest stays there.</returns>
    internal SegmentationOutput Output(long height, long width)
    {
        Tensor Enlarge(Tensor maps) => functional.interpolate(maps, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        var scores = Hypotheses is null ? Scores.narrow(1, 0, 1) : Scores.narrow(1, 1, Scores.shape[1] - 1);
        var extras = new Dictionary<string, Tensor> { ["low_res_logits"] = Hypotheses ?? Logits, ["iou"] = scores.alias() };
        foreach (var (name, tensor) in new[] { ("object_score", ObjectScore), ("low_res_routing_logits", Routing), ("low_res_predictor_logit", Predictor) })
        {
            if (tensor is not null)
                extras[name] = tensor;
        }
        foreach (var tensor in extras.Values)
            tensor.MoveToOuterDisposeScope();
        return new SegmentationOutput(Enlarge(Logits).MoveToOuterDisposeScope(), Features.MoveToOuterDisposeScope())
        {
            Hypotheses = Hypotheses is { } all ? Enlarge(all).unsqueeze(2).MoveToOuterDisposeScope() : null,
            Scores = scores.MoveToOuterDisposeScope(),
            RoutingLogits = Routing is { } routing ? Enlarge(routing).unsqueeze(1).MoveToOuterDisposeScope() : null,
            PredictorLogit = Predictor is { } predictor ? Enlarge(predictor).MoveToOuterDisposeScope() : null,
            Extras = extras,
        };
    }

    private Tensor?[] All => [Logits, Features, Scores, Hypotheses, Routing, Predictor, ObjectScore];
}
