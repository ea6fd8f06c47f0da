using System.Numerics;
using DeferredSeg.Abstractions.Randomness;

namespace Experts.Synthetic;

/// <summary>A smooth random field: a standard normal number at every pixel, neighbours alike.</summary>
/// <remarks>
/// White noise on a lattice, smoothed by a Gaussian of standard deviation s = correlation length / sqrt(2), and divided at every pixel by the root of
/// the sum of its squared weights: the variance is exactly 1 everywhere, and as the lattice reaches as far beyond the image as the weights do, no
/// border is seen. Nodes lie at most s / 2 apart, where the sampled Gaussian cannot be told from the continuous one, so that the correlation at
/// distance r is exp(-r² / (2 correlationLength²)); below a length of 2 pixels, where nodes are pixels, it deviates by up to 0.02.
/// </remarks>
internal static class GaussianField
{
    /// <summary>The field, <c>[H, W]</c>, row by row.</summary>
    /// <param name="height">Rows H.</param>
    /// <param name="width">Columns W.</param>
    /// <param name="correlationLength">The distance in pixels at which the correlation is exp(-1/2); at least 1.</param>
    /// <param name="random">Number i is that of node i.</param>
    /// <param name="cancellation">Ends it between two rows.</param>
    public static double[] Of(int height, int width, double correlationLength, StableRandom random, CancellationToken cancellation)
    {
        var rows = LatticeWeights.Of(height, correlationLength);
        var columns = LatticeWeights.Of(width, correlationLength);
        // First to all columns of the image, then to all rows.
        var wide = new double[rows.Nodes * width];
        var noise = new double[columns.Nodes];
        for (var node = 0; node < rows.Nodes; node++)
        {
            cancellation.ThrowIfCancellationRequested();
            for (var i = 0; i < noise.Length; i++)
                noise[i] = random.Normal((long)node * columns.Nodes + i);
            for (var column = 0; column < width; column++)
                wide[node * width + column] = Sum(noise.AsSpan(columns.First[column]), columns.Of(column));
        }
        var field = new double[height * width];
        for (var row = 0; row < height; row++)
        {
            cancellation.ThrowIfCancellationRequested();
            var weights = rows.Of(row);
            for (var i = 0; i < weights.Length; i++)
                Add(field.AsSpan(row * width, width), wide.AsSpan((rows.First[row] + i) * width, width), weights[i]);
        }
        return field;
    }

    private static double Sum(ReadOnlySpan<double> values, ReadOnlySpan<double> weights)
    {
        var sum = 0.0;
        for (var i = 0; i < weights.Length; i++)
            sum += weights[i] * values[i];
        return sum;
    }

    private static void Add(Span<double> sums, ReadOnlySpan<double> values, double weight)
    {
        var i = 0;
        for (; i <= sums.Length - Vector<double>.Count; i += Vector<double>.Count)
        {
            (new Vector<double>(sums[i..]) + new Vector<double>(values[i..]) * weight).CopyTo(sums[i..]);
        }
        for (; i < sums.Length; i++)
            sums[i] += values[i] * weight;
    }
}

/// <summary>The weights of one axis of a smoothed lattice: which nodes make each pixel, and how much of each. Their squares add up to 1.</summary>
internal sealed class LatticeWeights
{
    // Beyond five standard deviations a Gaussian's weight is below 4e-6.
    private const double Reach = 5;

    private readonly double[][] _weights;

    private LatticeWeights(int nodes, int[] first, double[][] weights) => (Nodes, First, _weights) = (nodes, first, weights);

    /// <summary>How many nodes the axis has.</summary>
    public int Nodes { get; }

    /// <summary>The first node of each pixel.</summary>
    public int[] First { get; }

    /// <summary>The weights of a pixel's nodes, from its first on.</summary>
    public ReadOnlySpan<double> Of(int pixel) => _weights[pixel];

    public static LatticeWeights Of(int pixels, double correlationLength)
    {
        var deviation = correlationLength / Math.Sqrt(2);
        var spacing = Math.Max(1, (int)(deviation / 2));
        var reach = Reach * deviation;
        var lowest = (int)Math.Ceiling(-reach / spacing);
        var (first, weights) = (new int[pixels], new double[pixels][]);
        var nodes = 0;
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var from = (int)Math.Ceiling((pixel - reach) / spacing);
            var to = (int)Math.Floor((pixel + reach) / spacing);
            (first[pixel], nodes) = (from - lowest, to - lowest + 1);
            weights[pixel] = Normalised([.. Enumerable.Range(from, to - from + 1).Select(node => Gaussian((pixel - (double)node * spacing) / deviation))]);
        }
        return new(nodes, first, weights);
    }

    private static double Gaussian(double deviations) => Math.Exp(-deviations * deviations / 2);

    private static double[] Normalised(double[] weights)
    {
        var length = Math.Sqrt(weights.Sum(weight => weight * weight));
        return Array.ConvertAll(weights, weight => weight / length);
    }
}
