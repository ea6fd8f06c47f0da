using System.Runtime.InteropServices;

namespace Backbones.Sam2;

/// <summary>Masks as SAM 2's image predictor makes them (Ravi et al. 2024): for images that <see cref="Sam2Image"/> prepared.</summary>
public static class Sam2Masks
{
    /// <summary>How far beyond the threshold a filled hole or a removed speck is put.</summary>
    private const float Beyond = 10;

    /// <summary>Logits at the image's size: bilinear without aligned corners, straight from the small logits.</summary>
    /// <param name="logits">The decoder's logits <c>[P, S, 4 h, 4 w]</c>, <see cref="DecodedMasks.Logits"/>.</param>
    /// <param name="height">The image's rows.</param>
    /// <param name="width">The image's columns.</param>
    /// <param name="holes">Holes of at most so many small pixels are filled before; 0, as published, fills none.</param>
    /// <param name="sprinkles">Specks of at most so many small pixels are removed before; 0, as published, removes none.</param>
    /// <param name="threshold">Above it lies the object.</param>
    /// <returns>float32 <c>[P, S, height, width]</c>; the caller's.</returns>
    public static Tensor Logits(Tensor logits, int height, int width, int holes = 0, int sprinkles = 0, double threshold = 0)
    {
        using var scope = NewDisposeScope();
        var outside = logits.le(threshold);
        var cleaned = logits;
        if (holes > 0)
            cleaned = where(Small(outside, holes), full_like(logits, threshold + Beyond), cleaned);
        if (sprinkles > 0)
            cleaned = where(Small(outside.logical_not(), sprinkles), full_like(logits, threshold - Beyond), cleaned);
        return functional.interpolate(cleaned, [height, width], mode: InterpolationMode.Bilinear, align_corners: false).MoveToOuterDisposeScope();
    }

    /// <summary>Masks at the image's size: where the logit is above the threshold, strictly.</summary>
    /// <returns>uint8 <c>[P, S, height, width]</c>, 0 or 1; the caller's.</returns>
    /// <inheritdoc cref="Logits"/>
    public static Tensor Of(Tensor logits, int height, int width, int holes = 0, int sprinkles = 0, double threshold = 0)
    {
        using var scope = NewDisposeScope();
        return Logits(logits, height, width, holes, sprinkles, threshold).gt(threshold).@byte().MoveToOuterDisposeScope();
    }

    /// <summary>The pixels of small regions of a set of pixels; pixels that touch at a corner are of one region.</summary>
    /// <param name="pixels">bool <c>[P, S, h, w]</c>.</param>
    /// <param name="largest">The largest area of a small region, in pixels.</param>
    /// <returns>bool of the same shape, in the innermost dispose scope.</returns>
    internal static Tensor Small(Tensor pixels, int largest)
    {
        var values = pixels.cpu().contiguous().data<bool>().ToArray();
        var (rows, columns) = ((int)pixels.shape[2], (int)pixels.shape[3]);
        var found = new bool[values.Length];
        var region = new List<int>();
        for (var first = 0; first < values.Length; first += rows * columns)
        {
            for (var start = first; start < first + rows * columns; start++)
            {
                if (!values[start])
                    continue;
                Take(values.AsSpan(first, rows * columns), columns, start - first, region);
                if (region.Count > largest)
                    continue;
                foreach (var pixel in CollectionsMarshal.AsSpan(region))
                    found[first + pixel] = true;
            }
        }
        return tensor(found, pixels.shape, device: pixels.device);
    }

    // The region of a pixel, which is taken out of the plane.
    private static void Take(Span<bool> plane, int columns, int start, List<int> region)
    {
        region.Clear();
        region.Add(start);
        plane[start] = false;
        for (var next = 0; next < region.Count; next++)
        {
            var (row, column) = (region[next] / columns, region[next] % columns);
            for (var y = Math.Max(0, row - 1); y <= Math.Min(plane.Length / columns - 1, row + 1); y++)
            {
                for (var x = Math.Max(0, column - 1); x <= Math.Min(columns - 1, column + 1); x++)
                {
                    if (!plane[y * columns + x])
                        continue;
                    plane[y * columns + x] = false;
                    region.Add(y * columns + x);
                }
            }
        }
    }
}
