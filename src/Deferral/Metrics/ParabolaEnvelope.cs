namespace DeferredSeg.Deferral.Metrics;

/// <summary>The lower envelope of one parabola per column of a row, each as high as the squared distance along that column.</summary>
internal sealed class ParabolaEnvelope(int width, double step)
{
    private readonly int[] _column = new int[width];
    private readonly double[] _height = new double[width];
    private readonly double[] _from = new double[width];
    private int _count;

    /// <summary>Keeps the parabolas that are lowest somewhere; columns without foreground (infinite) have none.</summary>
    public void Build(ReadOnlySpan<double> distances)
    {
        _count = 0;
        for (var column = 0; column < distances.Length; column++)
        {
            if (double.IsPositiveInfinity(distances[column]))
                continue;
            var height = distances[column] * distances[column];
            var from = double.NegativeInfinity;
            while (_count > 0)
            {
                from = Crossing(_count - 1, column, height);
                if (from > _from[_count - 1])
                    break;
                _count--;
                from = double.NegativeInfinity;
            }
            (_column[_count], _height[_count], _from[_count]) = (column, height, from);
            _count++;
        }
    }

    /// <summary>Replaces the distances along the columns by the distances in the plane.</summary>
    public void Root(Span<double> distances)
    {
        var lowest = 0;
        for (var column = 0; column < distances.Length && _count > 0; column++)
        {
            while (lowest + 1 < _count && _from[lowest + 1] < column)
                lowest++;
            var across = (column - _column[lowest]) * step;
            distances[column] = Math.Sqrt(across * across + _height[lowest]);
        }
    }

    /// <summary>From which column on, as a fraction, the new parabola lies below a kept one.</summary>
    private double Crossing(int kept, int column, double height)
    {
        var squared = step * step;
        return (height - _height[kept] + squared * ((double)column * column - (double)_column[kept] * _column[kept]))
            / (2 * squared * (column - _column[kept]));
    }
}
