using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures.Routed;

public sealed class ChannelTests
{
    [Fact]
    public void Loads_are_means_of_probabilities_and_shares_of_pixels()
    {
        ReadOnlyMemory<double>[] probabilities = [new[] { 0.5, 0.25, 0.25, 0 }, new[] { 0.5, 0.25, 0.75, 0.5 }, new[] { 0, 0.5, 0, 0.5 }];

        var loads = ChannelLoad.Of<byte>(probabilities, [0, 2, 1, 1]);

        Assert.Equal([0, 1, 2], loads.Select(load => load.Channel));
        Assert.Equal([0.25, 0.5, 0.25], loads.Select(load => load.Soft));
        Assert.Equal([0.25, 0.5, 0.25], loads.Select(load => load.Hard));
        Assert.Equal([1, 2, 1], loads.Select(load => load.Pixels));
    }

    [Fact]
    public void Calibration_of_being_right_compares_each_channel_with_its_own_correctness()
    {
        var one = new RandomCase(labels: 3);
        var probabilities = Softmax(one);

        var channels = ChannelCalibration.Of(probabilities, one.Truth, one.Model, one.Experts, 7, BinRule.EqualMass);

        Assert.Equal(one.Experts.Length + 1, channels.Count);
        for (var channel = 0; channel < channels.Count; channel++)
        {
            byte[] right = [.. Enumerable.Range(0, one.Pixels).Select(pixel => one.Said(channel, pixel) == one.Truth[pixel] ? (byte)1 : (byte)0)];
            Assert.Equal(channel, channels[channel].Channel);
            CloseTo.Require(
                Calibration.OfForeground(probabilities[channel].Span, right, 7, BinRule.EqualMass).ExpectedError,
                channels[channel].Reliability.ExpectedError,
                one
            );
            CloseTo.Require(ProbabilityScore.Of(probabilities[channel].Span, right).Brier, channels[channel].Score.Brier, one);
            CloseTo.Require(right.Average(value => (double)value), channels[channel].Accuracy, one);
            CloseTo.Require(probabilities[channel].ToArray().Average(), channels[channel].MeanProbability, one);
        }
    }

    [Fact]
    public void Drawing_events_with_their_probabilities_leaves_no_error_but_chance()
    {
        var random = new Random(5);
        double[] probabilities = [.. Enumerable.Range(0, 100_000).Select(_ => random.NextDouble())];
        byte[] cameTrue = [.. probabilities.Select(p => random.NextDouble() < p ? (byte)1 : (byte)0)];

        Assert.InRange(Calibration.OfEvents(probabilities, cameTrue).ExpectedError, 0, 0.02);
        Assert.InRange(Calibration.OfEvents(probabilities, [.. cameTrue.Select(value => (byte)(1 - value))]).ExpectedError, 0.4, 0.6);
    }

    [Fact]
    public void Channels_that_do_not_fit_are_refused()
    {
        ReadOnlyMemory<double>[] two = [new double[] { 0.5 }, new double[] { 0.5 }];
        Assert.Contains("probabilities of 1 channels", Assert.ThrowsAny<ArgumentException>(() => ChannelLoad.Of<byte>([two[0]], [0])).Message);
        Assert.Contains(
            "Channel 1 has 2 routing probabilities",
            Assert.ThrowsAny<ArgumentException>(() => ChannelLoad.Of<byte>([two[0], new double[2]], [0])).Message
        );
        Assert.Contains("pixel 0 is NaN", Assert.ThrowsAny<ArgumentException>(() => ChannelLoad.Of<byte>([two[0], new double[] { double.NaN }], [0])).Message);
        Assert.Contains("decision holds 2", Assert.ThrowsAny<ArgumentException>(() => ChannelLoad.Of<byte>(two, [2])).Message);
        Assert.Contains(
            "probabilities of 2 channels for the model and 2 experts; expected 3",
            Assert.ThrowsAny<ArgumentException>(() => ChannelCalibration.Of(two, [0], [0], [new byte[1], new byte[1]])).Message
        );
        Assert.Contains("2 probabilities and 1 outcomes", Assert.ThrowsAny<ArgumentException>(() => Calibration.OfEvents(new double[2], new byte[1])).Message);
        Assert.Contains("labels has 2 pixels, the truth has 1", Assert.ThrowsAny<ArgumentException>(() => Correctness.Of([0, 0], [0])).Message);
        Assert.Contains("model has 2 pixels", Assert.ThrowsAny<ArgumentException>(() => ChannelCalibration.Of(two, [0], [0, 0], [new byte[1]])).Message);
    }

    [Fact]
    public void Bins_without_a_pixel_have_no_calibration()
    {
        Assert.Contains("0 bins", Assert.Throws<ArgumentException>(() => new Calibration([])).Message);
        Assert.Contains("2 bins without a single pixel", Assert.Throws<ArgumentException>(() => new Calibration([default, default])).Message);
        Assert.Contains("Bin 1 has -1 pixels", Assert.Throws<ArgumentException>(() => new Calibration([new(1, 0.5, 0.5), new(-1, 0, 0)])).Message);
        Assert.Equal(0.25, new Calibration([default, new(3, 0.5, 0.25)]).ExpectedError);
    }

    private static ReadOnlyMemory<double>[] Softmax(RandomCase one)
    {
        var values = new double[one.Experts.Length + 1][];
        for (var channel = 0; channel < values.Length; channel++)
            values[channel] = [.. Enumerable.Range(0, one.Pixels).Select(_ => one.Random.NextDouble() + 1e-3)];
        for (var pixel = 0; pixel < one.Pixels; pixel++)
        {
            var sum = values.Sum(channel => channel[pixel]);
            foreach (var channel in values)
                channel[pixel] /= sum;
        }
        return [.. values.Select(channel => new ReadOnlyMemory<double>(channel))];
    }
}
