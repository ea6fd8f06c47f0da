using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Measures.Budgets;

namespace DeferredSeg.Deferral.Tests.Measures.Baselines;

public sealed class UncertaintyTests
{
    [Fact]
    public void Of_two_classes_both_scores_order_alike()
    {
        var one = new RandomCase();
        var entropy = Uncertainty.Entropy(one.Foreground);

        // 2 ln 2 - 3/4 ln 3, and ln 10 - 9/10 ln 9, in nats.
        Assert.Equal([0.562335144619, 0.325082973391], Uncertainty.Entropy([0.25, 0.9]).Select(value => Math.Round(value, 12)));
        Assert.Equal([0.25, 0.1, 0.5], Uncertainty.MaxProbability([0.25, 0.9, 0.5]).Select(value => Math.Round(value, 12)));
        double[] rounded = [.. one.Foreground.Select(p => Math.Round(p, 2))];
        Assert.True(DeferralOrder.ByScore(Uncertainty.MaxProbability(one.Foreground)).Pixels.SequenceEqual(DeferralOrder.ByScore(entropy).Pixels), $"{one}");
        Assert.Equal(Uncertainty.Entropy(rounded), Uncertainty.Entropy([.. rounded.Concat(rounded.Select(p => 1 - p))], 2));
    }

    [Fact]
    public void Of_three_classes_the_orders_differ()
    {
        // The first is undecided between two classes, the second leans to one of three.
        double[] probabilities = [0.5, 0.52, 0.5, 0.24, 0, 0.24];

        Assert.Equal([0, 1], DeferralOrder.ByScore(Uncertainty.MaxProbability(probabilities, 3)).Pixels.ToArray());
        Assert.Equal([1, 0], DeferralOrder.ByScore(Uncertainty.Entropy(probabilities, 3)).Pixels.ToArray());
        Assert.Equal(Math.Log(2), Uncertainty.Entropy(probabilities, 3)[0], 1e-15);
        Assert.Equal(0.48, Uncertainty.MaxProbability(probabilities, 3)[1], 1e-15);
    }

    [Fact]
    public void Certainty_has_no_entropy() => Assert.Equal([0, 0, Math.Log(2)], Uncertainty.Entropy([0, 1, 0.5]));

    [Fact]
    public void What_is_no_distribution_is_refused()
    {
        Assert.Contains("pixel 1 is NaN", Assert.Throws<ArgumentException>(() => Uncertainty.Entropy([0.5, double.NaN])).Message);
        Assert.Contains("pixel 0 is 1.2", Assert.Throws<ArgumentException>(() => Uncertainty.MaxProbability([1.2])).Message);
        Assert.Contains("probabilities of pixel 1 sum to 1.5", Assert.Throws<ArgumentException>(() => Uncertainty.Entropy([0.5, 0.75, 0.5, 0.75], 2)).Message);
        Assert.Contains("3 probabilities of 2 classes", Assert.Throws<ArgumentException>(() => Uncertainty.MaxProbability(new double[3], 2)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => Uncertainty.Entropy(new double[3], 1));
    }
}
