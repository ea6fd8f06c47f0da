using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Engine.Systems;

/// <summary>What maps say where a network saw nothing, as outside of a crop: background, and the model keeps the pixels.</summary>
internal static class Outside
{
    /// <summary>A logit whose probability is 0 in float32, and finite, in half precision too.</summary>
    public const float Never = -1e4f;

    /// <summary>The logit of a class.</summary>
    /// <param name="plane">The class.</param>
    /// <param name="kind">How classes relate.</param>
    public static float OfLogit(int plane, ClassKind kind) => kind == ClassKind.Exclusive && plane == 0 ? -Never : Never;

    /// <summary>The logits of all classes.</summary>
    public static float[] OfLogits(BackboneDescription network) => [.. Enumerable.Range(0, network.Classes).Select(plane => OfLogit(plane, network.ClassKind))];

    /// <summary>A routing channel, or an estimate.</summary>
    /// <param name="map">Which of a routing's maps.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="isEstimated">Whether the maps are estimates.</param>
    public static float OfRouting(int map, ClassKind kind, bool isEstimated)
    {
        if (!isEstimated)
            return map == 0 ? -Never : Never;
        // Nothing is there and what an expert would say is not known.
        return map != 0 ? 0
            : kind == ClassKind.Multilabel ? Never
            : -Never;
    }
}
