namespace Experts.Synthetic;

/// <summary>The regions that the paper states accuracies for (Section 5.2.2).</summary>
/// <remarks>
/// The boundary is the ring around the foreground, outside of it: dilated by a square, and not foreground. The foreground's inner rim is foreground.
/// </remarks>
internal static class RegionPartition
{
    public const byte Background = 0;
    public const byte Boundary = 1;
    public const byte Foreground = 2;

    /// <summary>The region of every pixel, <c>[H, W]</c>.</summary>
    /// <param name="truth">The ground truth; every label but 0 is foreground.</param>
    /// <param name="kernel">The side of the square, odd, in pixels.</param>
    public static byte[] Of(LabelledMask truth, int kernel)
    {
        var foreground = new byte[truth.Labels.Length];
        for (var i = 0; i < foreground.Length; i++)
            foreground[i] = truth.Labels[i] > 0 ? (byte)1 : (byte)0;
        var partition = SquareDilation.Of(foreground, truth.Height, truth.Width, kernel);
        // Dilation contains the foreground: 1 + 1 is foreground, 1 + 0 boundary.
        for (var i = 0; i < foreground.Length; i++)
            partition[i] += foreground[i];
        return partition;
    }
}

/// <summary>Dilation by a square of ones, in time linear in the pixels whatever the square's side: along the rows first, then along the columns.</summary>
internal static class SquareDilation
{
    /// <summary>1 where anything within the square around a pixel is 1; what lies outside of the image is 0.</summary>
    /// <param name="mask"><c>[H, W]</c>, row by row, each 0 or 1.</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="side">The square's side, odd.</param>
    public static byte[] Of(ReadOnlySpan<byte> mask, int height, int width, int side)
    {
        var reach = side / 2;
        var rows = new byte[mask.Length];
        for (var row = 0; row < height; row++)
            AlongRow(mask.Slice(row * width, width), rows.AsSpan(row * width, width), reach);

        var dilated = new byte[mask.Length];
        // How many of the rows in the window are 1, for each column.
        var counts = new int[width];
        for (var row = 0; row < Math.Min(reach, height); row++)
            Add(counts, rows.AsSpan(row * width, width), 1);
        for (var row = 0; row < height; row++)
        {
            if (row + reach < height)
                Add(counts, rows.AsSpan((row + reach) * width, width), 1);
            if (row - reach - 1 >= 0)
                Add(counts, rows.AsSpan((row - reach - 1) * width, width), -1);
            var line = dilated.AsSpan(row * width, width);
            for (var column = 0; column < width; column++)
                line[column] = counts[column] > 0 ? (byte)1 : (byte)0;
        }
        return dilated;
    }

    private static void AlongRow(ReadOnlySpan<byte> from, Span<byte> to, int reach)
    {
        var count = 0;
        for (var column = 0; column < Math.Min(reach, from.Length); column++)
            count += from[column];
        for (var column = 0; column < from.Length; column++)
        {
            if (column + reach < from.Length)
                count += from[column + reach];
            if (column - reach - 1 >= 0)
                count -= from[column - reach - 1];
            to[column] = count > 0 ? (byte)1 : (byte)0;
        }
    }

    private static void Add(int[] counts, ReadOnlySpan<byte> line, int times)
    {
        for (var column = 0; column < line.Length; column++)
            counts[column] += times * line[column];
    }
}
