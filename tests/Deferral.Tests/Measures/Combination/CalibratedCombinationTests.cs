using DeferredSeg.Deferral.Measures.Baselines;

namespace DeferredSeg.Deferral.Tests.Measures.Combination;

public sealed class CalibratedCombinationTests
{
    [Theory]
    [InlineData(RecalibrationMethod.None)]
    [InlineData(RecalibrationMethod.Platt)]
    [InlineData(RecalibrationMethod.Histogram)]
    public void The_posterior_is_Bayes_rule_over_both_classes(RecalibrationMethod method)
    {
        for (var i = 0; i < 10; i++)
        {
            var one = new RandomCase(i);
            var combination = CalibratedCombination.Fit(one.Foreground, one.Truth, one.Experts, method, 0.5);

            var combined = combination.Apply(one.Foreground, one.Experts);

            for (var pixel = 0; pixel < one.Pixels; pixel++)
            {
                var p = combination.Recalibration?.Of(one.Foreground[pixel]) ?? one.Foreground[pixel];
                var (foreground, background) = (p, 1 - p);
                for (var j = 0; j < one.Experts.Length; j++)
                {
                    var said = one.Experts[j].Span[pixel];
                    foreground *= Rate(j, said, 1);
                    background *= Rate(j, said, 0);
                }
                CloseTo.Require(foreground / (foreground + background), combined.Posterior[pixel], one, 1e-9);
                if (Math.Abs(combined.Posterior[pixel] - 0.5) > 1e-9)
                    Assert.True(combined.Posterior[pixel] > 0.5 == (combined.Mask[pixel] == 1), $"{one}");
            }

            // P(said | truth), counted once more.
            double Rate(int j, byte said, byte truth)
            {
                int[] pixels = [.. Enumerable.Range(0, one.Pixels).Where(pixel => one.Truth[pixel] == truth)];
                return (pixels.Count(pixel => one.Experts[j].Span[pixel] == said) + 0.5) / (pixels.Length + 1);
            }
        }
    }

    [Fact]
    public void It_is_better_than_model_and_expert_where_its_assumption_holds()
    {
        var (held, test) = (Draw(1, 20_000), Draw(2, 20_000));

        var combined = CalibratedCombination.Fit(held.Foreground, held.Truth, held.Experts).Apply(test.Foreground, test.Experts);

        var accuracy = Accuracy(combined.Mask);
        Assert.True(accuracy > Accuracy([.. test.Foreground.Select(p => p >= 0.5 ? (byte)1 : (byte)0)]) + 0.02);
        Assert.True(accuracy > Accuracy(test.Experts[0].ToArray()) + 0.02);

        double Accuracy(byte[] mask) => mask.Zip(test.Truth).Average(pair => pair.First == pair.Second ? 1.0 : 0);
    }

    [Fact]
    public void An_expert_worse_than_chance_is_believed_the_other_way_round()
    {
        byte[] truth = [.. Enumerable.Range(0, 100).Select(pixel => (byte)(pixel % 2))];
        byte[] wrong = [.. truth.Select(value => (byte)(1 - value))];

        var combined = CalibratedCombination
            .Fit([.. truth.Select(_ => 0.5)], truth, [wrong], RecalibrationMethod.None)
            .Apply([.. truth.Select(_ => 0.5)], [wrong]);

        Assert.Equal(truth, combined.Mask);
    }

    [Fact]
    public void Counts_are_smoothed_so_that_nobody_is_beyond_doubt()
    {
        var confusion = ExpertConfusion.Fit([1, 1, 1], [1, 1, 1]);

        Assert.Equal(0.8, confusion.Sensitivity, 1e-15);
        Assert.Equal(0.5, confusion.Specificity, 1e-15);
        Assert.Equal(Math.Log(1.6), confusion.Evidence(true), 1e-15);
        Assert.Equal(Math.Log(0.4), confusion.Evidence(false), 1e-15);
    }

    [Fact]
    public void A_certain_model_stays_certain_without_recalibration()
    {
        var combination = new CalibratedCombination(null, [new(0.99, 0.99)]);

        Assert.Equal([0, 1], combination.Apply([0, 1], [new byte[] { 1, 0 }]).Posterior);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var combination = new CalibratedCombination(null, [new(0.9, 0.8)]);
        Assert.Contains(
            "masks of 2 experts; the combination was fitted with 1",
            Assert.Throws<ArgumentException>(() => combination.Apply([0.5], [new byte[1], new byte[1]])).Message
        );
        Assert.Contains("mask of expert 1 has 2 pixels", Assert.Throws<ArgumentException>(() => combination.Apply([0.5], [new byte[2]])).Message);
        Assert.Contains("mask of expert 1 holds 9", Assert.Throws<ArgumentException>(() => combination.Apply([0.5], [new byte[] { 9 }])).Message);
        Assert.Contains("pixel 0 is NaN", Assert.Throws<ArgumentException>(() => combination.Apply([double.NaN], [new byte[1]])).Message);
        Assert.Contains("no experts", Assert.Throws<ArgumentException>(() => new CalibratedCombination(null, [])).Message);
        Assert.Contains("no experts", Assert.Throws<ArgumentException>(() => CalibratedCombination.Fit([0.5], [0], [])).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => CalibratedCombination.Fit([0.5], [0], [new byte[1]], (RecalibrationMethod)9));
        Assert.Throws<ArgumentOutOfRangeException>(() => ExpertConfusion.Fit([0], [0], 0));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExpertConfusion(1, 0.5));
        Assert.Throws<ArgumentOutOfRangeException>(() => new ExpertConfusion(0.5, double.NaN));
    }

    private static (double[] Foreground, byte[] Truth, ReadOnlyMemory<byte>[] Experts) Draw(int seed, int pixels)
    {
        var random = new Random(seed);
        double[] foreground = [.. Enumerable.Range(0, pixels).Select(_ => random.NextDouble())];
        byte[] truth = [.. foreground.Select(p => random.NextDouble() < p ? (byte)1 : (byte)0)];
        byte[] expert = [.. truth.Select(value => random.NextDouble() < 0.8 ? value : (byte)(1 - value))];
        return (foreground, truth, [expert]);
    }
}
