namespace Backbones.Sam;

/// <summary>
/// The weights of linear interpolation along an axis, antialiased when shrinking: a triangle as wide as a result's sample, cut off at the border and
/// brought back to a sum of 1. Sample i covers i to i + 1, and the outer borders of samples and results fall together. Pillow and PyTorch weigh so.
/// </summary>
internal static class TriangleFilter
{
    /// <summary>What a result is the weighted sum of.</summary>
    /// <param name="result">The result's number, from 0.</param>
    /// <param name="samples">Samples along the axis.</param>
    /// <param name="results">Results along the axis.</param>
    /// <returns>The first sample, and the weights of it and those that follow.</returns>
    public static (int First, double[] Weights) At(int result, int samples, int results)
    {
        var scale = samples / (double)results;
        var support = Math.Max(1, scale);
        var centre = (result + 0.5) * scale;
        var first = Math.Max(0, (int)(centre - support + 0.5));
        var end = Math.Min(samples, (int)(centre + support + 0.5));
        var weights = Enumerable.Range(first, end - first).Select(sample => Math.Max(0, 1 - Math.Abs((sample - centre + 0.5) / support))).ToArray();
        var sum = weights.Sum();
        return (first, Array.ConvertAll(weights, weight => weight / sum));
    }

    /// <summary>All weights, float32 <c>[results, samples]</c>, in the innermost dispose scope.</summary>
    /// <param name="samples">Samples along the axis.</param>
    /// <param name="results">Results along the axis.</param>
    public static Tensor Matrix(int samples, int results)
    {
        var matrix = new float[(long)results * samples];
        for (var result = 0; result < results; result++)
        {
            var (first, weights) = At(result, samples, results);
            for (var i = 0; i < weights.Length; i++)
                matrix[(long)result * samples + first + i] = (float)weights[i];
        }
        return tensor(matrix, [results, samples]);
    }
}
