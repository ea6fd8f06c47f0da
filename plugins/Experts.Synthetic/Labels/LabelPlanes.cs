using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Synthetic.Labels;

/// <summary>Between the planes of a question and the label maps that errors are made in.</summary>
/// <remarks>
/// Multilabel: each plane is a map of its own with the labels 0 and 1. Exclusive with K of at least 2 planes: one map with K labels, plane 0 being the
/// background; a pixel that is in no plane is background too, and the answer has exactly one plane at every pixel. A single plane is a foreground
/// without a background plane in both.
/// </remarks>
internal static class LabelPlanes
{
    public static bool IsOneMap(ExpertRequest request) => request.ClassKind == ClassKind.Exclusive && request.Classes > 1;

    /// <summary>The maps of a truth.</summary>
    /// <exception cref="ArgumentException">Classes exclude each other, and a pixel belongs to two.</exception>
    public static IReadOnlyList<LabelMap> Of(MaskPlanes truth, ExpertRequest request)
    {
        if (IsOneMap(request))
            return [Exclusive(truth, request.Key)];
        return
        [
            .. Enumerable
                .Range(0, truth.Classes)
                .Select(plane => new LabelMap(truth.Height, truth.Width, 2, Array.ConvertAll(truth.Plane(plane).ToArray(), value => (int)value))),
        ];
    }

    /// <summary>Writes a drawn map into the planes of an answer.</summary>
    /// <param name="map">The map.</param>
    /// <param name="planes">
    /// <c>[1, H, W]</c> for a map of two labels that is one plane, <c>[K, H, W]</c> for a map of K classes that exclude each other; all zero.
    /// </param>
    public static void Write(LabelMap map, Span<byte> planes)
    {
        var pixels = map.Labels.Length;
        if (planes.Length == pixels)
        {
            for (var i = 0; i < pixels; i++)
                planes[i] = (byte)map.Labels[i];
            return;
        }
        for (var i = 0; i < pixels; i++)
            planes[map.Labels[i] * pixels + i] = 1;
    }

    private static LabelMap Exclusive(MaskPlanes truth, string key)
    {
        var labels = new int[truth.Height * truth.Width];
        labels.AsSpan().Fill(-1);
        for (var label = 0; label < truth.Classes; label++)
        {
            var plane = truth.Plane(label);
            for (var i = 0; i < labels.Length; i++)
            {
                if (plane[i] == 0)
                    continue;
                if (labels[i] >= 0)
                    throw new ArgumentException(
                        $"The ground truth of '{key}' has the classes {labels[i]} and {label} at row {i / truth.Width}, column {i % truth.Width}, and classes exclude each other; expected at most one at each pixel.",
                        nameof(truth)
                    );
                labels[i] = label;
            }
        }
        for (var i = 0; i < labels.Length; i++)
            labels[i] = Math.Max(labels[i], 0);
        return new(truth.Height, truth.Width, truth.Classes, labels);
    }
}
