using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;

namespace Experts.Synthetic.Tests.Outlines;

public sealed class OutlineTests
{
    [Theory]
    [InlineData(1.5, 0)]
    [InlineData(3, 1.2)]
    [InlineData(2, -2.3)]
    public void A_straight_edge_moves_by_a_normal_number_of_the_stated_mean_and_deviation(double sigma, double mean)
    {
        const int Size = 26,
            Edge = 13,
            Images = 3000;
        using var expert = Outlined(sigma, mean, length: 9);
        var truth = Masks.Where(Size, Size, (_, column) => column < Edge);
        var masks = Enumerable.Range(0, Images).Select(i => expert.Simulate(Questions.Ask(truth, $"case-{i}")).Mask.Values).ToList();

        // The outline lies at Edge - 1/2; a pixel is foreground where the displacement reaches it.
        foreach (var row in new[] { 0, Size / 2, Size - 1 })
        {
            for (var column = Edge - 5; column < Edge + 5; column++)
            {
                var expected = Statistics.Phi((Edge - 0.5 - column + mean) / sigma);
                Statistics.RateIs(expected, masks.Count(mask => mask[row * Size + column] == 1), Images, $"foreground in row {row}, column {column}");
            }
            var widths = masks.Select(mask => (double)mask.AsSpan(row * Size, Size).ToArray().Sum(value => value)).ToList();
            Statistics.MeanIs(
                Enumerable.Range(0, Size).Sum(column => Statistics.Phi((Edge - 0.5 - column + mean) / sigma)),
                widths,
                $"the foreground's width in row {row}"
            );
        }
    }

    [Theory]
    [InlineData(4, 3)]
    [InlineData(12, 5)]
    [InlineData(12, 14)]
    public void Displacements_along_the_outline_are_correlated_over_the_stated_length(double length, int apart)
    {
        // With a deviation that dwarfs the image, a pixel next to the edge is foreground where the field is positive; two are with probability 1/4 +
        // asin(correlation) / (2 pi).
        const int Images = 4000;
        using var expert = Outlined(1000, 0, length);
        var truth = Masks.Where(20, 2, (_, column) => column == 0);

        var both = Enumerable
            .Range(0, Images)
            .Select(i => expert.Simulate(Questions.Ask(truth, $"case-{i}")).Mask.Values)
            .Count(mask => mask[2 * 2] == 1 && mask[(2 + apart) * 2] == 1);

        var correlation = Math.Exp(-apart * apart / (2 * length * length));
        Statistics.RateIs(0.25 + Math.Asin(correlation) / (2 * Math.PI), both, Images, $"both of two pixels {apart} apart");
    }

    [Fact]
    public void A_displacement_without_deviation_moves_the_outline_by_whole_pixels()
    {
        var truth = Masks.Where(9, 11, (row, column) => row is >= 3 and < 6 && column is >= 3 and < 8);

        Assert.Equal(truth.Values, Drawn(truth, 0));
        Assert.Equal(truth.Values, Drawn(truth, 0.4));
        Assert.Equal(
            Masks.Where(9, 11, (row, column) => Math.Max(Math.Abs(row - 4) - 1, 0) + Math.Max(Math.Abs(column - 5) - 2, 0) <= 1).Values,
            Drawn(truth, 0.5)
        );
        Assert.Equal(Masks.Where(9, 11, (row, column) => row == 4 && column is >= 4 and < 7).Values, Drawn(truth, -1));
    }

    [Fact]
    public void Every_displacement_is_the_distance_of_a_naive_search_plus_the_mean()
    {
        var seed = TestSeed.Value;
        var random = new Random(seed);
        for (var round = 0; round < 30; round++)
        {
            var truth = Masks.Drawn(random, random.Next(1, 18), random.Next(1, 18));
            var mean = Math.Round(8 * random.NextDouble() - 4, 3);
            var expected = Enumerable.Range(0, truth.Values.Length).Select(i => (byte)(Signed(truth, i) + mean >= 0 ? 1 : 0)).ToArray();
            Assert.True(
                expected.AsSpan().SequenceEqual(Drawn(truth, mean)),
                FormattableString.Invariant($"seed {seed}, round {round}: {truth.Height} by {truth.Width}, mean {mean}")
            );
        }
    }

    [Fact]
    public void What_has_no_outline_stays()
    {
        using var expert = Outlined(50, 20, 3);
        foreach (var value in new byte[] { 0, 1 })
        {
            var truth = Masks.Where(6, 7, (_, _) => value == 1);
            Assert.Equal(truth.Values, expert.Simulate(Questions.Ask(truth)).Mask.Values);
        }
    }

    [Fact]
    public void A_pixel_that_becomes_foreground_gets_the_class_of_the_nearest_foreground()
    {
        using var expert = Outlined(0, 2, 5);
        // Background, a first class on the left, a second one on the right.
        var truth = new MaskPlanes(1, 9, 3, [0, 0, 1, 1, 1, 1, 1, 1, 0, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1]);

        Assert.Equal(
            [0, 0, 0, 0, 1, 1, 0, 0, 0, 1, 1, 1, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1, 1, 1],
            expert.Simulate(Questions.Ask(truth, kind: ClassKind.Exclusive)).Mask.Values
        );
    }

    private static SyntheticExpert Outlined(double sigma, double mean, double length) =>
        Questions.Expert(("outline:sigma", Text(sigma)), ("outline:mean", Text(mean)), ("outline:correlationLength", Text(length)));

    private static byte[] Drawn(MaskPlanes truth, double mean)
    {
        using var expert = Outlined(0, mean, 20);
        return expert.Simulate(Questions.Ask(truth)).Mask.Values;
    }

    private static double Signed(MaskPlanes truth, int pixel)
    {
        var nearest = double.PositiveInfinity;
        for (var other = 0; other < truth.Values.Length; other++)
        {
            double rows = pixel / truth.Width - other / truth.Width,
                columns = pixel % truth.Width - other % truth.Width;
            if (truth.Values[other] != truth.Values[pixel])
                nearest = Math.Min(nearest, Math.Sqrt(rows * rows + columns * columns) - 0.5);
        }
        return truth.Values[pixel] == 1 ? nearest : -nearest;
    }

    private static string Text(double number) => number.ToString("R", CultureInfo.InvariantCulture);
}
