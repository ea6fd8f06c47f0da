namespace DeferredSeg.Deferral.Metrics;

/// <summary>The outermost foreground pixels of a mask.</summary>
public static class MaskSurface
{
    /// <summary>
    /// The foreground pixels that touch background above, below, left or right. What lies outside the image is background, so a
    /// structure cut off by the image's edge has a surface there.
    /// </summary>
    /// <param name="mask">Row-major, height x width, zero is background.</param>
    /// <param name="height">Rows.</param>
    /// <param name="width">Columns.</param>
    /// <returns>As many pixels, 1 on the surface, otherwise 0.</returns>
    /// <exception cref="ArgumentException">The mask has another size.</exception>
    public static byte[] Of(ReadOnlySpan<byte> mask, int height, int width)
    {
        MaskShape.Require(mask.Length, height, width, nameof(mask));
        var surface = new byte[mask.Length];
        for (var row = 0; row < height; row++)
        {
            for (var column = 0; column < width; column++)
            {
                var index = row * width + column;
                if (mask[index] == 0)
                    continue;
                var inside =
                    row > 0
                    && row < height - 1
                    && column > 0
                    && column < width - 1
                    && mask[index - width] != 0
                    && mask[index + width] != 0
                    && mask[index - 1] != 0
                    && mask[index + 1] != 0;
                if (!inside)
                    surface[index] = 1;
            }
        }
        return surface;
    }
}
