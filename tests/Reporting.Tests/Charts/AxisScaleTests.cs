using DeferredSeg.Reporting.Charts;

namespace DeferredSeg.Reporting.Tests.Charts;

public sealed class AxisScaleTests
{
    [Fact]
    public void Marks_are_round_and_enclose_the_values()
    {
        AxisScale scale = new(new("y"), [0.13, 0.87, double.NaN], 300, 0);

        Assert.Equal(["0.0", "0.2", "0.4", "0.6", "0.8", "1.0"], scale.Ticks.Select(scale.Text));
        Assert.Equal((300, 150, 0), (scale.Place(0), scale.Place(0.5), scale.Place(1)));
    }

    [Fact]
    public void Epochs_are_whole_and_start_where_they_do()
    {
        AxisScale scale = new(new("epoch", WholeNumbers: true), [1, 2, 3], 0, 100);

        Assert.Equal(["1", "2", "3"], scale.Ticks.Select(scale.Text));
        Assert.Equal((0, 100), (scale.Place(1), scale.Place(3)));
    }

    [Theory]
    [InlineData(new double[0])]
    [InlineData(new[] { 0.4 })]
    [InlineData(new[] { 0.0, 0, 0 })]
    [InlineData(new[] { double.NaN, double.PositiveInfinity })]
    [InlineData(new[] { 1e299 })]
    [InlineData(new[] { -1e-300, 1e-300 })]
    [InlineData(new[] { double.MaxValue, double.MinValue })]
    public void Without_a_range_there_is_an_axis_nevertheless(double[] values)
    {
        AxisScale scale = new(new("y"), values, 300, 0);

        Assert.True(scale.High > scale.Low);
        Assert.All(values.Where(double.IsFinite), value => Assert.InRange(scale.Place(value), 0, 300));
    }

    [Fact]
    public void Very_large_and_very_small_marks_have_an_exponent()
    {
        AxisScale large = new(new("y", 0, 3e8), [], 300, 0);
        AxisScale small = new(new("y", 0, 0.00025), [], 300, 0);

        Assert.Equal(["0", "1e8", "2e8", "3e8"], large.Ticks.Select(large.Text));
        Assert.Equal(["0", "5e-5", "1e-4", "1.5e-4", "2e-4", "2.5e-4"], small.Ticks.Select(small.Text));
    }

    [Fact]
    public void Any_values_lie_between_few_marks()
    {
        var seed = TestSeed.Value;
        Random random = new(seed);
        for (var round = 0; round < 500; round++)
        {
            var size = Math.Pow(10, random.Next(-8, 9));
            double[] values = [.. Enumerable.Range(0, random.Next(1, 20)).Select(_ => (random.NextDouble() - 0.5) * size)];
            AxisScale scale = new(new("y", WholeNumbers: random.Next(2) == 0), values, 300, 0);

            Assert.True(
                // An axis of length 1 around a single tiny value may begin or end at 0.
                scale.Low
                    <= values.Min() + 1e-6 * (scale.High - scale.Low)
                    && scale.High >= values.Max() - 1e-6 * (scale.High - scale.Low),
                $"seed {seed}, round {round}: {scale.Low} to {scale.High}"
            );
            Assert.True(
                scale.Ticks.Count <= 12 && scale.Ticks.Select(scale.Text).Distinct().Count() == scale.Ticks.Count,
                $"seed {seed}, round {round}: {string.Join(' ', scale.Ticks.Select(scale.Text))}"
            );
        }
    }
}
