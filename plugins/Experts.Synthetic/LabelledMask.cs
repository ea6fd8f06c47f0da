using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace Experts.Synthetic;

/// <summary>A mask with one label for each pixel, in which errors are made.</summary>
/// <remarks>
/// From the planes of a question. Multilabel: each plane is a mask of its own with the labels 0 and 1. Exclusive with K of at least 2 planes: one with
/// K labels, plane 0 being the background; a pixel that is in no plane is background too, and the answer has exactly one plane at every pixel. A single
/// plane is a foreground without a background plane in both.
/// </remarks>
/// <param name="Height">Rows H.</param>
/// <param name="Width">Columns W.</param>
/// <param name="Classes">How many labels there are, at least 2; 0 is the background, all others are foreground.</param>
/// <param name="Labels"><c>[H, W]</c>, row by row, each 0 up to and without <paramref name="Classes"/>.</param>
internal sealed record LabelledMask(int Height, int Width, int Classes, int[] Labels)
{
    /// <summary>The masks of a truth.</summary>
    /// <exception cref="ArgumentException">Classes exclude each other, and a pixel belongs to two.</exception>
    public static IReadOnlyList<LabelledMask> Of(MaskPlanes truth, ExpertRequest request)
    {
        if (request.ClassKind == ClassKind.Exclusive && request.Classes > 1)
            return [Exclusive(truth, request.Key)];
        return
        [
            .. Enumerable
                .Range(0, truth.Classes)
                .Select(plane => new LabelledMask(truth.Height, truth.Width, 2, Array.ConvertAll(truth.Plane(plane).ToArray(), value => (int)value))),
        ];
    }

    /// <summary>Writes it into the planes of an answer.</summary>
    /// <param name="planes">
    /// <c>[1, H, W]</c> for a mask of two labels that is one plane, <c>[K, H, W]</c> for a mask of K classes that exclude each other; all zero.
    /// </param>
    public void Write(Span<byte> planes)
    {
        var pixels = Labels.Length;
        if (planes.Length == pixels)
        {
            for (var i = 0; i < pixels; i++)
                planes[i] = (byte)Labels[i];
            return;
        }
        for (var i = 0; i < pixels; i++)
            planes[Labels[i] * pixels + i] = 1;
    }

    private static LabelledMask Exclusive(MaskPlanes truth, string key)
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
                        $"The ground truth of '{key}' has the classes {labels[i]} and {label} at row {i / truth.Width}, column {i % truth.Width}, "
                            + "and classes exclude each other; expected at most one at each pixel.",
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
