using DeferredSeg.Abstractions.Randomness;

namespace Experts.Synthetic;

/// <summary>Moves the outline of the foreground by a smooth random field.</summary>
/// <remarks>
/// A pixel is foreground where its signed distance to the outline (positive inside) plus the displacement at the pixel is at least 0. The displacement
/// is mean + sigma times a standard normal field, hence at every pixel normal with that mean and standard deviation. A pixel that becomes foreground
/// gets the label of the nearest foreground; an empty mask stays empty, and a mask without background stays full, because neither has an outline.
/// </remarks>
internal static class OutlineDisplacement
{
    /// <summary>The mask with its outline displaced.</summary>
    /// <param name="truth">The mask; it stays as it is.</param>
    /// <param name="options">Mean, standard deviation and correlation length.</param>
    /// <param name="random">The stream of the field.</param>
    /// <param name="cancellation">Ends it early.</param>
    public static LabelledMask Of(LabelledMask truth, OutlineOptions options, StableRandom random, CancellationToken cancellation)
    {
        var distance = new SignedDistance(truth);
        var field = GaussianField.Of(truth.Height, truth.Width, options.CorrelationLength, random, cancellation);
        var labels = (int[])truth.Labels.Clone();
        for (var i = 0; i < labels.Length; i++)
        {
            var isForeground = distance.At(i) + options.Mean + options.Sigma * field[i] >= 0;
            labels[i] =
                !isForeground ? 0
                : labels[i] > 0 ? labels[i]
                : distance.NearestLabel(i);
        }
        return truth with { Labels = labels };
    }
}

/// <summary>How far every pixel lies from the outline of the foreground.</summary>
/// <remarks>
/// The outline runs half way between pixels, so that a displacement of m pixels moves a straight edge by m on average: a pixel's distance is that from
/// its centre to the centre of the nearest pixel on the other side, less one half. It is positive inside and negative outside. Beyond the border of the
/// image is nothing: where the foreground ends at the border there is no outline.
/// </remarks>
internal sealed class SignedDistance
{
    private readonly int _width;
    private readonly int[] _labels;
    private readonly int[] _nearestForeground;
    private readonly int[] _nearestBackground;

    public SignedDistance(LabelledMask map)
    {
        (_width, _labels) = (map.Width, map.Labels);
        var members = Array.ConvertAll(_labels, label => label > 0);
        _nearestForeground = NearestMembers.Of(members, map.Height, map.Width);
        for (var i = 0; i < members.Length; i++)
            members[i] = !members[i];
        _nearestBackground = NearestMembers.Of(members, map.Height, map.Width);
    }

    /// <summary>The distance of a pixel in pixels; infinite where there is no other side.</summary>
    public double At(int pixel) => _labels[pixel] > 0 ? ToOtherSide(pixel, _nearestBackground[pixel]) : -ToOtherSide(pixel, _nearestForeground[pixel]);

    /// <summary>The label of the nearest foreground; 0 where there is none.</summary>
    public int NearestLabel(int pixel) => _nearestForeground[pixel] is >= 0 and var nearest ? _labels[nearest] : 0;

    private double ToOtherSide(int pixel, int other)
    {
        if (other < 0)
            return double.PositiveInfinity;
        double rows = pixel / _width - other / _width,
            columns = pixel % _width - other % _width;
        return Math.Sqrt(rows * rows + columns * columns) - 0.5;
    }
}

/// <summary>The nearest pixel of a set, for every pixel of an image.</summary>
/// <remarks>
/// Exact, in time linear in the pixels and in whole numbers: along the columns first, then across every row as the lower envelope of parabolas
/// (Meijster, Roerdink and Hesselink, 2000; Felzenszwalb and Huttenlocher, 2012).
/// </remarks>
internal sealed class NearestMembers
{
    private readonly int _height;
    private readonly int _width;

    // Of every pixel: the row of the nearest member in its column; -1 where the column has none.
    private readonly int[] _rowInColumn;

    // The envelope of one row: which column's parabola is lowest, and from which column on.
    private readonly int[] _owners;
    private readonly int[] _starts;

    private NearestMembers(ReadOnlySpan<bool> members, int height, int width)
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
        var search = new NearestMembers(members, height, width);
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
