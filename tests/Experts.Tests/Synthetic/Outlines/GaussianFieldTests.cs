using DeferredSeg.Abstractions.Randomness;

namespace Experts.Synthetic.Tests.Outlines;

public sealed class GaussianFieldTests
{
    private const int Height = 14;
    private const int Width = 19;
    private const double Length = 6.5;
    private const int Fields = 4000;

    private static readonly Lazy<double[][]> _fields = new(() =>
        [.. Enumerable.Range(0, Fields).Select(i => GaussianField.Of(Height, Width, Length, StableRandom.Of(11, $"{i}"), default))]
    );

    public static TheoryData<int, int> Places =>
        new()
        {
            { 0, 0 },
            { 0, Width - 1 },
            { Height - 1, 0 },
            { Height - 1, Width - 1 },
            { Height / 2, 0 },
            { Height / 2, Width / 2 },
        };

    [Theory]
    [MemberData(nameof(Places))]
    public void Every_pixel_is_standard_normal_also_at_the_borders(int row, int column)
    {
        var samples = _fields.Value.Select(field => field[row * Width + column]).ToList();

        Statistics.MeanIs(0, samples, "the mean");
        Statistics.NormalVarianceIs(1, samples, "the variance");
        foreach (var bound in new[] { -2, -1, -0.3, 0.8, 1.7 })
            Statistics.RateIs(Statistics.Phi(bound), samples.Count(sample => sample < bound), Fields, $"the share below {bound}");
    }

    [Theory]
    [InlineData(0, 1)]
    [InlineData(3, 0)]
    [InlineData(5, 4)]
    [InlineData(0, 13)]
    public void The_correlation_falls_as_stated(int rows, int columns)
    {
        var expected = Math.Exp(-(rows * rows + columns * columns) / (2 * Length * Length));
        foreach (var (row, column) in new[] { (0, 0), (Height - 1 - rows, Width - 1 - columns), (4, 3) })
        {
            var products = _fields.Value.Select(field => field[row * Width + column] * field[(row + rows) * Width + column + columns]).ToList();
            Statistics.MeanIs(expected, products, $"the correlation over {rows} rows and {columns} columns at {row}, {column}");
        }
    }

    [Fact]
    public void The_weights_of_an_axis_have_the_variance_1_and_the_stated_correlation()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 40; round++)
        {
            // From 1 pixel to far beyond the image; below 2 pixels the lattice's own grain shows.
            var length = Math.Exp(random.NextDouble() * Math.Log(300));
            var pixels = random.Next(2, 80);
            var weights = LatticeWeights.Of(pixels, length);
            var tolerance = length < 2 ? 0.02 : 1e-4;
            for (var pair = 0; pair < 50; pair++)
            {
                var (one, other) = (random.Next(pixels), random.Next(pixels));
                var covariance = Covariance(weights, one, other);
                var expected = Math.Exp(-(one - other) * (one - other) / (2 * length * length));
                Assert.True(
                    Math.Abs(covariance - expected) <= (one == other ? 1e-12 : tolerance),
                    FormattableString.Invariant(
                        $"seed {seed}: the correlation of {one} and {other} at the length {length} is {covariance}; expected {expected}"
                    )
                );
            }
        }
    }

    private static double Covariance(LatticeWeights weights, int one, int other)
    {
        var sum = 0.0;
        for (var node = 0; node < weights.Nodes; node++)
            sum += At(weights, one, node) * At(weights, other, node);
        return sum;
    }

    private static double At(LatticeWeights weights, int pixel, int node) =>
        node >= weights.First[pixel] && node < weights.First[pixel] + weights.Of(pixel).Length ? weights.Of(pixel)[node - weights.First[pixel]] : 0;
}
