namespace DeferredSeg.Formats.Images.Png;

/// <summary>The five filters that predict a row's bytes from those to the left and above (PNG specification, clause 9).</summary>
internal static class PngFilter
{
    public const int None = 0;
    public const int Sub = 1;
    public const int Up = 2;
    public const int Average = 3;
    public const int Paeth = 4;

    /// <summary>How many there are; they are numbered from 0.</summary>
    public const int Count = 5;

    /// <summary>Restores a row in place.</summary>
    /// <param name="filter">One of the five.</param>
    /// <param name="row">The filtered row.</param>
    /// <param name="above">The restored row above, of the same length; zeros for the first.</param>
    /// <param name="step">The bytes of a pixel, at least 1.</param>
    public static void Undo(int filter, Span<byte> row, ReadOnlySpan<byte> above, int step)
    {
        switch (filter)
        {
            case Sub:
                for (int i = step; i < row.Length; i++)
                    row[i] += row[i - step];
                break;
            case Up:
                for (int i = 0; i < row.Length; i++)
                    row[i] += above[i];
                break;
            case Average:
                for (int i = 0; i < row.Length; i++)
                    row[i] += (byte)(((i < step ? 0 : row[i - step]) + above[i]) >> 1);
                break;
            case Paeth:
                for (int i = 0; i < row.Length; i++)
                    row[i] += i < step ? above[i] : Nearest(row[i - step], above[i], above[i - step]);
                break;
        }
    }

    /// <summary>Filters a row into another of the same length.</summary>
    public static void Apply(int filter, ReadOnlySpan<byte> row, ReadOnlySpan<byte> above, int step, Span<byte> filtered)
    {
        for (int i = 0; i < row.Length; i++)
        {
            byte left = i < step ? (byte)0 : row[i - step];
            byte predicted = filter switch
            {
                Sub => left,
                Up => above[i],
                Average => (byte)((left + above[i]) >> 1),
                Paeth => Nearest(left, above[i], i < step ? (byte)0 : above[i - step]),
                _ => 0,
            };
            filtered[i] = (byte)(row[i] - predicted);
        }
    }

    /// <summary>Paeth's predictor: of left, above and upper left the one nearest to left + above - upper left, in this order where equal.</summary>
    private static byte Nearest(byte left, byte above, byte corner)
    {
        int toLeft = Math.Abs(above - corner);
        int toAbove = Math.Abs(left - corner);
        int toCorner = Math.Abs(left + above - 2 * corner);
        return toLeft <= toAbove && toLeft <= toCorner ? left
            : toAbove <= toCorner ? above
            : corner;
    }
}
