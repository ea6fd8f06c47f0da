namespace DeferredSeg.Reporting.Pictures;

/// <summary>The outlines of masks.</summary>
internal static class MaskOutline
{
    /// <summary>
    /// Marks what a mask loses when its outermost pixels, those that touch background or the border of the image by an edge, are
    /// taken off as often as the outline is thick. Several masks' outlines lie in one plane.
    /// </summary>
    /// <param name="masks">Planes of height x width, row-major; zero is background.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <param name="thickness">How many pixels an outline is thick, at least 1.</param>
    public static bool[] Of(IReadOnlyList<byte[]> masks, int height, int width, int thickness = 1)
    {
        var outline = new bool[height * width];
        foreach (var mask in masks)
        {
            bool[] inside = [.. mask.Select(one => one != 0)];
            for (var layer = 0; layer < thickness; layer++)
            {
                int[] outermost = [.. Enumerable.Range(0, inside.Length).Where(pixel => inside[pixel] && IsOutermost(inside, pixel, height, width))];
                foreach (var pixel in outermost)
                    (inside[pixel], outline[pixel]) = (false, true);
            }
        }
        return outline;
    }

    private static bool IsOutermost(bool[] inside, int pixel, int height, int width)
    {
        var (row, column) = Math.DivRem(pixel, width);
        return row == 0
            || row == height - 1
            || column == 0
            || column == width - 1
            || !inside[pixel - width]
            || !inside[pixel + width]
            || !inside[pixel - 1]
            || !inside[pixel + 1];
    }
}
