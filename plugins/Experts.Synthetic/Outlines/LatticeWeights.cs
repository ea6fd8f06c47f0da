namespace Experts.Synthetic.Outlines;

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
