using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures.Routed;

public sealed class DeferralRiskTests
{
    [Fact]
    public void It_is_equation_1_pixel_by_pixel()
    {
        for (var i = 0; i < 20; i++)
        {
            var one = new RandomCase(i, 2 + i % 3);
            var expected = Enumerable
                .Range(0, one.Pixels)
                .Average(pixel =>
                    one.Decision[pixel] == 0
                        ? (one.Model[pixel] != one.Truth[pixel] ? 1.0 : 0)
                        : (one.Said(one.Decision[pixel], pixel) != one.Truth[pixel] ? 1 : 0) + one.Costs[one.Decision[pixel] - 1]
                );

            var risk = DeferralRisk.Of(one.Truth, one.Model, one.Experts, one.Decision, one.Costs);

            CloseTo.Require(expected, risk.Total, one);
            CloseTo.Require(risk.Total, risk.ModelError + risk.ExpertError + risk.Cost, one);
            CloseTo.Require(one.Pixels, risk.Pixels.Sum(), one);
            CloseTo.Require(0, risk.Costs[0], one);
        }
    }

    [Fact]
    public void Without_costs_it_is_one_minus_the_accuracy_of_the_system()
    {
        var one = new RandomCase();

        var risk = DeferralRisk.Of(one.Truth, one.Model, one.Experts, one.Decision);

        CloseTo.Require(1 - RoutedOverlaps.Of(one.Truth, one.Model, one.Experts, one.Decision).System.Rates().Accuracy, risk.Total, one);
        Assert.Equal(0, risk.Cost);
    }

    [Fact]
    public void The_parts_name_who_was_wrong()
    {
        var risk = DeferralRisk.Of<byte>(
            [1, 1, 1, 1, 1],
            [0, 1, 0, 0, 0],
            [new byte[] { 0, 0, 0, 1, 1 }, new byte[] { 0, 0, 5, 5, 5 }],
            [0, 0, 1, 1, 2],
            [0.5, 0.25]
        );

        Assert.Equal([2, 2, 1], risk.Pixels);
        Assert.Equal([1, 1, 1], risk.Errors);
        Assert.Equal([0, 1, 0.25], risk.Costs);
        Assert.Equal([0.2, 0.4, 0.25, 0.85], [risk.ModelError, risk.ExpertError, risk.Cost, risk.Total]);
    }

    [Fact]
    public void Costs_that_are_none_are_refused()
    {
        Refused("There are 2 costs for 1 experts", [0, 1]);
        Refused("cost of the mask of expert 1 is -1", [-1]);
        Refused("is NaN", [double.NaN]);
        Refused("is Infinity", [double.PositiveInfinity]);

        static void Refused(string message, double[] costs) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => DeferralRisk.Of<byte>([0], [0], [new byte[1]], [0], costs)).Message);
    }

    [Fact]
    public void Maps_that_do_not_fit_are_refused()
    {
        Assert.Contains("decision holds 2", Assert.ThrowsAny<ArgumentException>(() => DeferralRisk.Of<byte>([0], [0], [new byte[1]], [2])).Message);
        Assert.Contains("model has 2 pixels", Assert.ThrowsAny<ArgumentException>(() => DeferralRisk.Of<byte>([0], [0, 0], [new byte[1]], [0])).Message);
    }
}
