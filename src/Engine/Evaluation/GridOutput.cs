using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Data;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>What a network says of one case, on the grid that is measured.</summary>
/// <param name="Case">Truth, field of view and picture on that grid.</param>
/// <param name="Logits"><c>[K, H, W]</c>.</param>
/// <param name="Routing"><c>[R, J+1, H, W]</c>; null where nothing is routed.</param>
/// <param name="Predictor"><c>[1, 1, H, W]</c>; null where there is none.</param>
internal sealed record GridOutput(PreparedCase Case, Tensor Logits, Tensor? Routing, Tensor? Predictor)
{
    // A logit whose probability is 0 in float32, and finite.
    private const float Never = -1e4f;

    /// <summary>How far several answers lie apart, <c>[K, H, W]</c>; null where the network gives one.</summary>
    public Tensor? Spread { get; init; }

    /// <summary>Takes what a system said of a case, on the network's pixels; tensors belong to the caller's scope.</summary>
    public static GridOutput Of(PreparedCase prepared, DeferredOutput output) =>
        new(
            prepared,
            Plain(output.Logits).squeeze(0),
            output.Routing is { } routing ? Plain(routing).squeeze(0) : null,
            output.Predictor is { } predictor ? Plain(predictor) : null
        )
        {
            // Some other network may call something else so.
            Spread =
                output.Segmentation.Extras.GetValueOrDefault(SegmentationOutput.Spread) is { } spread && spread.shape.SequenceEqual(output.Logits.shape)
                    ? Plain(spread).squeeze(0)
                    : null,
        };

    /// <summary>The same on the pixels of the dataset's image.</summary>
    /// <param name="native">Truth, field of view and picture there.</param>
    /// <param name="kind">How classes relate; outside of a crop there is background.</param>
    public GridOutput Native(PreparedCase native, ClassKind kind)
    {
        if (Case.Placement is not { } place)
            return this;
        var background = kind == ClassKind.Exclusive ? 0 : -1;
        return new(
            native,
            Native(place, Logits, plane => plane == background ? -Never : Never),
            Routing is null
                ? null
                : Native(place, Routing.flatten(0, 1), plane => plane % (int)Routing.shape[1] == 0 ? -Never : Never)
                    .view(Routing.shape[0], Routing.shape[1], place.NativeHeight, place.NativeWidth),
            Predictor is null ? null : Native(place, Predictor.squeeze(0), _ => Never).unsqueeze(0)
        )
        {
            Spread = Spread is null ? null : Native(place, Spread, _ => 0),
        };
    }

    private static Tensor Plain(Tensor map) => map.detach().cpu().to_type(ScalarType.Float32).contiguous().alias();

    private static Tensor Native(Placement place, Tensor maps, Func<int, float> outside)
    {
        var values = maps.contiguous().data<float>().ToArray();
        var (planes, size) = ((int)maps.shape[0], place.Height * place.Width);
        float[] native =
        [
            .. Enumerable.Range(0, planes).SelectMany(plane => place.ToNative(values.AsSpan(plane * size, size), 1, outside(plane), ResizeFilter.Bilinear)),
        ];
        return tensor(native, [planes, place.NativeHeight, place.NativeWidth]);
    }
}
