namespace Experts.Synthetic.Outlines;

/// <summary>The nearest pixel of a set, for every pixel of an image.</summary>
/// <remarks>
/// Exact, in time linear in the pixels and in whole numbers: along the columns first, then across every row as the lower envelope of parabolas
/// (Meijster, Roerdink and Hesselink, 2000; Felzenszwalb and Huttenlocher, 2012).
/// </remarks>
internal sealed class NearestPixels
{
    private readonly int _height;
    private readonly int _width;

    // Of every pixel: the row of the nearest member in its column; -1 where the column has none.
    private readonly int[] _rowInColumn;

    // The envelope of one row: which column's parabola is lowest, and from which column on.
    private readonly int[] _owners;
    private readonly int[] _starts;

    private NearestPixels(ReadOnlySpan<bool> members, int height, int width)
    {
        (_height, _width) = (height, width);
        _rowInColumn = RowsInColumns(members, height, width);
        (_owners, _starts) = (new int[width], new int[width]);
    }

    /// <summary>The index of the nearest member of the set.</summary>
    /// <param name="members">The set, <c>[H, W]</c>, row by row.</param>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <returns><c>[H, W]</c>: the index of a nearest member, its own for a member; -1 everywhere if the set is empty.</returns>
    public static int[] Of(ReadOnlySpan<bool> members, int height, int width)
    {
        var search = new NearestPixels(members, height, width);
        var nearest = new int[members.Length];
        for (var row = 0; row < height; row++)
            search.AcrossRow(row, nearest.AsSpan(row * width, width));
        return nearest;
    }

    private static int[] RowsInColumns(ReadOnlySpan<bool> members, int height, int width)
    {
        var rows = new int[members.Length];
        for (var index = 0; index < rows.Length; index++)
            rows[index] =
                members[index] ? index / width
                : index < width ? -1
                : rows[index - width];
        for (var index = rows.Length - width - 1; index >= 0; index--)
        {
            var (row, above, below) = (index / width, rows[index], rows[index + width]);
            if (below >= 0 && (above < 0 || below - row < row - above))
                rows[index] = below;
        }
        return rows;
    }

    private void AcrossRow(int row, Span<int> nearest)
    {
        var last = -1;
        for (var column = 0; column < _width; column++)
        {
            if (_rowInColumn[row * _width + column] < 0)
                continue;
            while (last >= 0 && Squared(row, _starts[last], _owners[last]) > Squared(row, _starts[last], column))
                last--;
            var start = last < 0 ? 0 : 1 + Crossing(row, _owners[last], column);
            if (start >= _width)
                continue;
            last++;
            (_owners[last], _starts[last]) = (column, (int)start);
        }
        if (last < 0)
        {
            nearest.Fill(-1);
            return;
        }
        for (var column = _width - 1; column >= 0; column--)
        {
            var owner = _owners[last];
            nearest[column] = _rowInColumn[row * _width + owner] * _width + owner;
            if (column == _starts[last])
                last--;
        }
    }

    private long Squared(int row, int column, int owner)
    {
        long across = column - owner,
            along = _rowInColumn[row * _width + owner] - row;
        return across * across + along * along;
    }

    // The last column at which the left parabola is not above the right one. It is at least 0 where the left one is lower at its start.
    private long Crossing(int row, int left, int right)
    {
        long leftAlong = _rowInColumn[row * _width + left] - row,
            rightAlong = _rowInColumn[row * _width + right] - row;
        return ((long)right * right - (long)left * left + rightAlong * rightAlong - leftAlong * leftAlong) / (2L * (right - left));
    }
}
