using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Engine.Systems;

/// <summary>
/// What a system says of one image, as plain maps on the CPU, on the network's pixels or on the image's own. Evaluation and routing bring maps to the image's
/// own pixels here, and nowhere else, so that both decide about the same numbers.
/// </summary>
/// <param name="Logits"><c>[K, H, W]</c>, of a volume <c>[K, D, H, W]</c>; so the others.</param>
/// <param name="Routing"><c>[R, J+1, H, W]</c>, or estimates <c>[G, M, H, W]</c>; null where nothing is routed.</param>
/// <param name="Predictor"><c>[1, 1, H, W]</c>; null where there is none.</param>
public sealed record OutputMaps(Tensor Logits, Tensor? Routing, Tensor? Predictor)
{
    /// <summary>How far several answers lie apart, <c>[K, H, W]</c>; null where the network gives one.</summary>
    public Tensor? Spread { get; init; }

    /// <summary>The mean of several answers' probabilities, <c>[K, H, W]</c>; null where the network gives one.</summary>
    public Tensor? Mean { get; init; }

    /// <summary>Takes what a system said of one image, on the network's pixels; tensors belong to the caller's scope.</summary>
    public static OutputMaps Of(DeferredOutput output) =>
        new(
            Plain(output.Logits).squeeze(0),
            output.Routing is { } routing ? Plain(routing).squeeze(0) : null,
            output.Predictor is { } predictor ? Plain(predictor) : null
        )
        {
            Spread = Extra(output, SegmentationOutput.Spread),
            Mean = Extra(output, SegmentationOutput.Mean),
        };

    /// <summary>The slices of a volume as maps of the volume, in the caller's dispose scope.</summary>
    /// <param name="slices">Maps of one size, in order.</param>
    public static OutputMaps Stacked(IReadOnlyList<OutputMaps> slices)
    {
        Tensor? All(Func<OutputMaps, Tensor?> of) => of(slices[0]) is null ? null : stack([.. slices.Select(slice => of(slice)!)], dim: -3);
        return new(All(maps => maps.Logits)!, All(maps => maps.Routing), All(maps => maps.Predictor))
        {
            Spread = All(maps => maps.Spread),
            Mean = All(maps => maps.Mean),
        };
    }

    /// <summary>Copies that depend on no output, in the outer dispose scope.</summary>
    public OutputMaps Cloned()
    {
        static Tensor? Of(Tensor? maps) => maps?.clone().MoveToOuterDisposeScope();
        return new(Of(Logits)!, Of(Routing), Of(Predictor)) { Spread = Of(Spread), Mean = Of(Mean) };
    }

    /// <summary>The same on the pixels of the image itself, bilinearly; outside of a crop the model says background and keeps the pixels.</summary>
    /// <param name="place">Where the network's pixels lie.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="isEstimated">Whether <see cref="Routing"/> is of estimates.</param>
    public OutputMaps Native(Placement place, ClassKind kind, bool isEstimated)
    {
        if (place.IsWhole)
            return this;
        var background = kind == ClassKind.Exclusive ? 0 : -1;
        return new(
            Native(place, Logits, plane => Outside.OfLogit(plane, kind)),
            Routing is null
                ? null
                : Native(place, Routing.flatten(0, 1), plane => Outside.OfRouting(plane % (int)Routing.shape[1], kind, isEstimated))
                    .view([Routing.shape[0], Routing.shape[1], .. place.NativeGrid.Shape()]),
            Predictor is null ? null : Native(place, Predictor.squeeze(0), _ => Outside.Never).unsqueeze(0)
        )
        {
            Spread = Spread is null ? null : Native(place, Spread, _ => 0),
            Mean = Mean is null ? null : Native(place, Mean, plane => plane == background ? 1 : 0),
        };
    }

    private static Tensor? Extra(DeferredOutput output, string name) =>
        // Some other network may call something else so.
        output.Segmentation.Extras.GetValueOrDefault(name)
            is { } extra
        && extra.shape.SequenceEqual(output.Logits.shape)
            ? Plain(extra).squeeze(0)
            : null;

    private static Tensor Plain(Tensor map) => map.detach().cpu().to_type(ScalarType.Float32).contiguous().alias();

    private static Tensor Native(Placement place, Tensor maps, Func<int, float> outside)
    {
        var values = maps.contiguous().data<float>().ToArray();
        var (planes, size, depth) = ((int)maps.shape[0], place.Height * place.Width, place.Grid.Depth);
        var whole = new float[planes * place.NativeGrid.Count];
        for (var plane = 0; plane < planes * depth; plane++)
            place
                .ToNative(values.AsSpan(plane * size, size), 1, outside(plane / depth), ResizeFilter.Bilinear)
                .CopyTo(whole, plane * place.NativeHeight * place.NativeWidth);
        return tensor(whole, [planes, .. place.NativeGrid.Shape()]);
    }
}
