using DeferredSeg.Abstractions.Randomness;

namespace Experts.Synthetic.Tests.Blobs;

public sealed class DiscTests
{
    [Fact]
    public void A_disc_covers_the_pixels_whose_centres_it_contains()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 200; round++)
        {
            var (height, width) = (random.Next(1, 20), random.Next(1, 20));
            var disc = new Disc(height * random.NextDouble() - 0.5, width * random.NextDouble() - 0.5, 9 * random.NextDouble());
            var expected = Enumerable
                .Range(0, height * width)
                .Where(i => Math.Pow(i / width - disc.Row, 2) + Math.Pow(i % width - disc.Column, 2) <= disc.Radius * disc.Radius);

            Assert.True(
                expected.SequenceEqual(disc.Runs(height, width).SelectMany(run => Enumerable.Range(run.Start, run.Length))),
                $"seed {seed}, round {round}: {disc} in {height} by {width}"
            );
        }
    }

    [Theory]
    [InlineData(0.3)]
    [InlineData(2.5)]
    [InlineData(7)]
    public void Its_area_is_that_of_a_circle_on_average(double radius)
    {
        var random = StableRandom.Of(3, "area");
        var areas = Enumerable
            .Range(0, 4000)
            .Select(i => (double)new Disc(20 + random.Uniform(2 * i), 20 + random.Uniform(2 * i + 1), radius).Runs(41, 41).Sum(run => run.Length))
            .ToList();
        Statistics.MeanIs(Math.PI * radius * radius, areas, $"the area of radius {radius}");
    }

    [Theory]
    [InlineData(0)]
    [InlineData(0.02)]
    [InlineData(1.7)]
    [InlineData(60)]
    [InlineData(2500)]
    public void Numbers_of_discs_are_Poisson_distributed(double mean)
    {
        const int Draws = 3000;
        var counts = Enumerable.Range(0, Draws).Select(i => (double)DiscProcess.Poisson(mean, StableRandom.Of(5, $"{i}"))).ToList();

        Statistics.MeanIs(mean, counts, "the mean number");
        // Mean and variance of a Poisson number are the same; a square's mean is judged by its own spread.
        Statistics.MeanIs(mean, [.. counts.Select(count => (count - mean) * (count - mean))], "the variance of the number");
        Statistics.RateIs(Math.Exp(-mean), counts.Count(count => count == 0), Draws, "the share of none");
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Centres_lie_anywhere_in_their_region_and_nowhere_else(bool inForeground)
    {
        var labels = Enumerable.Range(0, 100).Select(i => i % 10 < 3 ? 2 : 0).ToArray();
        var discs = Enumerable
            .Range(0, 400)
            .SelectMany(i => DiscProcess.Draw(labels, 10, inForeground, 10000 * 5, new(), new DrawKey(1, "anna", $"{i}", "0", 0), "test"))
            .ToList();
        var rows = discs.Select(disc => disc.Row + 0.5).ToList();
        var columns = discs.Select(disc => disc.Column + 0.5).ToList();

        Assert.All(columns, column => Assert.InRange(column, inForeground ? 0 : 3, inForeground ? 3 : 10));
        Statistics.MeanIs(5, rows, "the mean row");
        Statistics.MeanIs(inForeground ? 1.5 : 6.5, columns, "the mean column");
        Statistics.MeanIs(100.0 / 12, [.. rows.Select(row => (row - 5) * (row - 5))], "the variance of the rows");
    }

    [Fact]
    public void Radii_are_distributed_as_stated()
    {
        var normal = Logarithms(new(Median: 6, LogSigma: 0.4));
        Statistics.MeanIs(Math.Log(6), normal, "the mean logarithm");
        Statistics.NormalVarianceIs(0.16, normal, "the variance of the logarithm");
        Statistics.RateIs(Statistics.Phi(1), normal.Count(one => one < Math.Log(6) + 0.4), normal.Count, "the share within one deviation");

        var uniform = Logarithms(new(RadiusDistribution.Uniform, Minimum: 2, Maximum: 10)).ConvertAll(Math.Exp);
        Assert.All(uniform, radius => Assert.InRange(radius, 2 - 1e-9, 10 + 1e-9));
        Statistics.MeanIs(6, uniform, "the mean radius");
        Statistics.RateIs(0.25, uniform.Count(radius => radius < 4), uniform.Count, "the share below 4");
        Statistics.RateIs(0.25, uniform.Count(radius => radius > 8), uniform.Count, "the share above 8");
    }

    private static List<double> Logarithms(RadiusOptions radius) =>
        [
            .. Enumerable
                .Range(0, 300)
                .SelectMany(i => DiscProcess.Draw(new int[1000], 100, inForeground: false, 10000, radius, new DrawKey(1, "anna", $"{i}", "0", 0), "test"))
                .Select(disc => Math.Log(disc.Radius)),
        ];
}
