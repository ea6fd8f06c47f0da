namespace Experts.Synthetic.Regions;

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
