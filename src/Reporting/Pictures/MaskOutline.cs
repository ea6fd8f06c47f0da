namespace DeferredSeg.Reporting.Pictures;

/// <summary>The outlines of masks.</summary>
internal static class MaskOutline
{
    /// <summary>Marks each pixel of a mask that touches background by an edge, or the border of the image; several masks' outlines lie in one plane.</summary>
    /// <param name="masks">Planes of height x width, row-major; zero is background.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    public static bool[] Of(IReadOnlyList<byte[]> masks, int height, int width)
    {
        var outline = new bool[height * width];
        foreach (var mask in masks)
        {
            for (var row = 0; row < height; row++)
            {
                for (var column = 0; column < width; column++)
                {
                    var pixel = row * width + column;
                    if (mask[pixel] == 0) continue;
                    outline[pixel] |= row == 0 || row == height - 1 || column == 0 || column == width - 1
                        || mask[pixel - width] == 0 || mask[pixel + width] == 0 || mask[pixel - 1] == 0 || mask[pixel + 1] == 0;
                }
            }
        }
        return outline;
    }
}
