namespace DeferredSeg.Data.Resizing;

/// <summary>Which pixels along one axis a pixel of the result follows from, and with which weights; they sum to 1.</summary>
internal sealed class AxisWeights
{
    private readonly int[] _first;
    private readonly double[][] _weights;

    public AxisWeights(int from, int to, ResizeFilter filter)
    {
        var scale = (double)from / to;
        var stretch = Math.Max(scale, 1);
        var support = Support(filter) * stretch;
        (_first, _weights) = (new int[to], new double[to][]);
        for (var i = 0; i < to; i++)
        {
            var centre = (i + 0.5) * scale;
            var first = Math.Max((int)(centre - support + 0.5), 0);
            var end = Math.Min((int)(centre + support + 0.5), from);
            var weights = new double[end - first];
            for (var k = 0; k < weights.Length; k++)
                weights[k] = Value(filter, (first + k - centre + 0.5) / stretch);
            var sum = weights.Sum();
            for (var k = 0; k < weights.Length; k++)
                weights[k] /= sum;
            (_first[i], _weights[i]) = (first, weights);
        }
    }

    /// <summary>The pixel of the result at an index.</summary>
    /// <param name="values">The axis' first value, and after it those at every stride.</param>
    /// <param name="stride">The distance of neighbours.</param>
    /// <param name="index">Which pixel of the result.</param>
    public float At(ReadOnlySpan<float> values, int stride, int index)
    {
        var weights = _weights[index];
        var position = _first[index] * stride;
        var sum = 0.0;
        foreach (var weight in weights)
        {
            sum += weight * values[position];
            position += stride;
        }
        return (float)sum;
    }

    private static double Support(ResizeFilter filter) =>
        filter switch
        {
            ResizeFilter.Box => 0.5,
            ResizeFilter.Bilinear => 1,
            ResizeFilter.Bicubic => 2,
            _ => throw new ArgumentOutOfRangeException(nameof(filter), filter, "There is no such filter."),
        };

    private static double Value(ResizeFilter filter, double x)
    {
        const double A = -0.5;
        var distance = Math.Abs(x);
        return filter switch
        {
            // Half open: a border between two pixels belongs to one of them.
            ResizeFilter.Box => x is > -0.5 and <= 0.5 ? 1 : 0,
            ResizeFilter.Bilinear => Math.Max(1 - distance, 0),
            _ when distance < 1 => ((A + 2) * distance - (A + 3)) * distance * distance + 1,
            _ when distance < 2 => (((distance - 5) * distance + 8) * distance - 4) * A,
            _ => 0,
        };
    }
}
