using DeferredSeg.Deferral.Metrics;
using DeferredSeg.Deferral.Metrics.Baselines;
using DeferredSeg.Deferral.Metrics.Budgets;
using DeferredSeg.Deferral.Metrics.Combination;
using DeferredSeg.Deferral.Metrics.Routed;

namespace DeferredSeg.Deferral.Tests.Metrics.Baselines;

public sealed class DeferralBaselinesTests
{
    [Fact]
    public void At_equal_coverage_every_baseline_defers_as_many_pixels_as_the_routing()
    {
        for (var i = 0; i < 10; i++)
        {
            var one = new RandomCase();
            var target = DeferralTarget.Expert(one.Experts, 1, one.Costs);
            var deferred = (int)RoutedOverlaps.Of(one.Truth, one.Model, one.Experts, one.Decision).Deferred;

            var results = DeferralBaselines.AtEqualCoverage(Case(one), target, deferred, one.Seed);

            Assert.Equal(["random", "entropy", "max-probability", "oracle"], results.Select(result => result.Baseline));
            Assert.All(
                results,
                result =>
                {
                    Assert.True(deferred == result.Point.Deferred, $"{result}; {one}");
                    CloseTo.Require(one.Costs[0] * deferred / one.Pixels, result.Point.Cost, one);
                    Assert.True(results[3].Point.System.Errors <= result.Point.System.Errors, $"{result}; {one}");
                }
            );
        }
    }

    [Fact]
    public void Each_case_has_the_share_that_was_deferred_of_it()
    {
        var first = new RandomCase();
        var second = new RandomCase();
        (BaselineCase, DeferralTarget)[] cases =
        [
            (Case(first), DeferralTarget.Expert(first.Experts, 1)),
            (Case(second), DeferralTarget.Majority(second.Experts, second.Model)),
        ];

        var results = DeferralBaselines.AtEqualCoverage(cases, [0.25, 0.75], 3);

        Assert.All(results[0], result => Assert.Equal(DeferralBudget.Pixels(0.25, first.Pixels), result.Point.Deferred));
        Assert.All(results[1], result => Assert.Equal(DeferralBudget.Pixels(0.75, second.Pixels), result.Point.Deferred));
        Assert.Equal(results[1], DeferralBaselines.AtEqualCoverage(cases[1].Item1, cases[1].Item2, DeferralBudget.Pixels(0.75, second.Pixels), 3));
        Assert.Contains("1 deferred shares of 2 cases", Assert.Throws<ArgumentException>(() => DeferralBaselines.AtEqualCoverage(cases, [0.5], 3)).Message);
    }

    [Fact]
    public void Policies_have_the_coverage_and_the_cost_of_what_they_ask()
    {
        var one = new RandomCase();

        var results = DeferralBaselines.Policies(Case(one), costs: one.Costs).ToDictionary(result => result.Baseline, result => result.Point);

        Assert.Equal(one.Experts.Length + 4, results.Count);
        Assert.Equal((1, Overlap.Between(one.Model, one.Truth), 0), (results["model"].Coverage, results["model"].System, results["model"].Cost));
        for (var j = 1; j <= one.Experts.Length; j++)
        {
            var expert = results[$"expert {j}"];
            Assert.Equal((0, Overlap.Between(one.Experts[j - 1].Span, one.Truth), one.Costs[j - 1]), (expert.Coverage, expert.System, expert.Cost));
        }
        Assert.Equal(Overlap.Between(ExpertVote.Majority(one.Experts, one.Model), one.Truth), results["majority"].System);
        Assert.Equal(Overlap.Between(ExpertVote.Unanimous(one.Experts, one.Model), one.Truth), results["unanimous"].System);
        CloseTo.Require(one.Costs.Sum(), results["majority"].Cost, one);
        CloseTo.Require(one.Costs.Sum(), results["unanimous"].Cost, one);
        Assert.Equal(
            DeferralBaselines.Routed<int>(Case(one), OracleRouting.Of(one.Truth, one.Model, one.Experts, one.Costs), one.Costs),
            results["oracle-routing"]
        );
        Assert.All(results.Values, point => Assert.True(results["oracle-routing"].System.Errors <= point.System.Errors, $"{point}; {one}"));
    }

    [Fact]
    public void A_combination_is_a_policy_if_one_was_fitted()
    {
        var one = new RandomCase();
        var combination = CalibratedCombination.Fit(one.Foreground, one.Truth, one.Experts);

        var point = Assert
            .Single(DeferralBaselines.Policies(Case(one), costs: one.Costs, combination: combination), result => result.Baseline == "combination")
            .Point;

        Assert.Equal(Overlap.Between(combination.Apply(one.Foreground, one.Experts).Mask, one.Truth), point.System);
        CloseTo.Require(one.Costs.Sum(), point.Cost, one);
        Assert.Equal(0, point.Coverage);
    }

    [Fact]
    public void A_routing_is_measured_by_its_risk()
    {
        var one = new RandomCase();

        var point = DeferralBaselines.Routed(Case(one), one.Decision.AsSpan(), one.Costs);

        CloseTo.Require(DeferralRisk.Of(one.Truth, one.Model, one.Experts, one.Decision, one.Costs).Total, point.Risk, one);
    }

    [Fact]
    public void A_case_that_does_not_fit_is_refused()
    {
        Refused("model has 1 pixels", [0, 0], [0], new double[2], [new byte[2]]);
        Refused("truth holds 7", [0, 7], [0, 0], new double[2], [new byte[2]]);
        Refused("mask of expert 1 holds 2", [0, 0], [0, 0], new double[2], [new byte[] { 2, 0 }]);
        Refused("3 probabilities and 2 pixels", [0, 0], [0, 0], new double[3], [new byte[2]]);
        Refused("pixel 1 is NaN", [0, 0], [0, 0], [0, double.NaN], [new byte[2]]);
        Refused("no experts", [0, 0], [0, 0], new double[2], []);

        static void Refused(string message, byte[] truth, byte[] model, double[] foreground, ReadOnlyMemory<byte>[] experts) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => new BaselineCase("one", truth, model, foreground, experts)).Message);
    }

    private static BaselineCase Case(RandomCase one) => new($"case {one.Seed}", one.Truth, one.Model, one.Foreground, one.Experts);
}
