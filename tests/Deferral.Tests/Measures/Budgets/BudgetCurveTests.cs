using System.Globalization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Budgets;
using DeferredSeg.Deferral.Tests.Golden;

namespace DeferredSeg.Deferral.Tests.Measures.Budgets;

public sealed class BudgetCurveTests
{
    [Theory]
    [InlineData("curve0")]
    [InlineData("curve1")]
    [InlineData("curve2")]
    [InlineData("curve3")]
    public void Stored_curves_agree(string name)
    {
        using var golden = new GoldenValues("metrics");
        var expected = golden.Numbers.GetProperty("deferral_curve").GetProperty(name);
        var stored = expected.GetProperty("system_accuracy_at").EnumerateObject().ToArray();
        double[] shares = [.. stored.Select(at => double.Parse(at.Name, CultureInfo.InvariantCulture))];
        var truth = new byte[expected.GetProperty("N").GetInt32()];
        byte[] Wrong(string key) => Array.ConvertAll(golden.Bytes($"{name}/{key}"), correct => (byte)(1 - correct));

        var curve = BudgetCurve.Of(
            truth,
            Wrong("model_correct"),
            DeferralTarget.Of(Wrong("expert_correct")),
            DeferralOrder.ByScore(golden.Doubles($"{name}/deferral_score")),
            shares
        );

        Assert.Equal(expected.GetProperty("area_system_accuracy_vs_deferral").GetDouble(), curve.Area.Accuracy, 1e-9);
        for (var i = 0; i < shares.Length; i++)
            Assert.Equal(stored[i].Value.GetDouble(), curve.Points[i].System.Rates().Accuracy, 1e-9);
        Assert.Equal(
            expected.GetProperty("area_random_deferral").GetDouble(),
            RandomDeferral.Expected(curve.Points[0], curve.Points[^1], truth.Length / 2).Accuracy,
            1e-9
        );
    }

    [Theory]
    [InlineData(EmptyMasks.Agree)]
    [InlineData(EmptyMasks.Zero)]
    public void Points_and_areas_are_those_of_routing_every_first_part_anew(EmptyMasks convention)
    {
        for (var i = 0; i < 10; i++)
        {
            var one = new RandomCase(i, 2 + i % 3);
            var label = (byte)one.Random.Next(one.Labels);
            var target = DeferralTarget.Expert(one.Experts, 1, one.Costs);
            var order = DeferralOrder.ByScore([.. one.Foreground.Select(p => Math.Round(p, 1))]);
            var naive = Enumerable
                .Range(0, one.Pixels + 1)
                .Select(k =>
                    (
                        Rates: RoutedOverlaps.OfLabel<byte>(one.Truth, one.Model, [one.Experts[0]], order.First(k), label).System.Rates(convention),
                        DeferralRisk.Of<byte>(one.Truth, one.Model, [one.Experts[0]], order.First(k), [one.Costs[0]]).Cost
                    )
                )
                .ToArray();
            double[] shares = [1, 0, 0.3, 0.3, one.Random.NextDouble()];

            var curve = BudgetCurve.OfLabel(one.Truth, one.Model, target, order, shares, label, convention);

            for (var point = 0; point < shares.Length; point++)
            {
                var k = (int)Math.Round(shares[point] * one.Pixels);
                CloseTo.Require(naive[k].Rates, curve.Points[point].System.Rates(convention), one);
                CloseTo.Require(naive[k].Cost, curve.Points[point].Cost, one);
                CloseTo.Require((double)k / one.Pixels, curve.Points[point].Share, one);
                CloseTo.Require(1, curve.Points[point].Share + curve.Points[point].Coverage, one);
                Assert.Equal(curve.Points[point], BudgetCurve.AtLabel(one.Truth, one.Model, target, order, k, label));
            }
            double Trapezoids(Func<int, double> at) => Enumerable.Range(0, one.Pixels).Sum(k => (at(k) + at(k + 1)) / 2 / one.Pixels);
            CloseTo.Require(Trapezoids(k => naive[k].Rates.Dice), curve.Area.Dice, one);
            CloseTo.Require(Trapezoids(k => naive[k].Rates.Jaccard), curve.Area.Jaccard, one);
            CloseTo.Require(Trapezoids(k => naive[k].Rates.Sensitivity), curve.Area.Sensitivity, one);
            CloseTo.Require(Trapezoids(k => naive[k].Rates.Specificity), curve.Area.Specificity, one);
            CloseTo.Require(Trapezoids(k => naive[k].Rates.Precision), curve.Area.Precision, one);
            CloseTo.Require(Trapezoids(k => naive[k].Rates.Accuracy), curve.Area.Accuracy, one);
            CloseTo.Require(Trapezoids(k => naive[k].Cost), curve.CostArea, one);
        }
    }

    [Fact]
    public void The_ends_are_the_model_and_the_expert_and_the_oracle_is_above_every_order()
    {
        for (var i = 0; i < 10; i++)
        {
            var one = new RandomCase(i);
            var target = DeferralTarget.Best(one.Truth, one.Experts);
            double[] shares = [.. Enumerable.Range(0, 11).Select(tenth => tenth / 10.0)];

            var oracle = BudgetCurve.Of(one.Truth, one.Model, target, DeferralOrder.Oracle(one.Truth, one.Model, target.Labels.Span), shares);
            var other = BudgetCurve.Of(one.Truth, one.Model, target, DeferralOrder.ByScore(one.Foreground), shares);

            Assert.Equal(Overlap.Between(one.Model, one.Truth), oracle.Points[0].System);
            Assert.Equal(Overlap.Between(target.Labels.Span, one.Truth), oracle.Points[^1].System);
            Assert.All(oracle.Points.Zip(other.Points), pair => Assert.True(pair.First.Risk <= pair.Second.Risk, $"{pair}; {one}"));
            Assert.True(oracle.Area.Accuracy >= other.Area.Accuracy - 1e-12, $"{one}");
        }
    }

    [Fact]
    public void Random_orders_average_to_the_expected_line()
    {
        var one = RandomCase.Always(12);
        var target = DeferralTarget.Expert(one.Experts, 1, one.Costs);
        var curves = Enumerable
            .Range(0, 400)
            .Select(seed => BudgetCurve.Of(one.Truth, one.Model, target, DeferralOrder.Random(one.Pixels, seed), [0, 0.4, 1]))
            .ToArray();

        var deferred = DeferralBudget.Pixels(0.4, one.Pixels);
        var expected = RandomDeferral.Expected(curves[0].Points[0], curves[0].Points[2], deferred);

        Assert.Equal(curves.Average(curve => curve.Points[1].System.Rates().Accuracy), expected.Accuracy, 0.01);
        Assert.Equal(curves.Average(curve => curve.Points[1].System.Rates().Sensitivity), expected.Sensitivity, 0.01);
        Assert.Equal(curves.Average(curve => curve.Points[1].System.Rates().Specificity), expected.Specificity, 0.01);
        Assert.Equal(curves.Average(curve => curve.Points[1].Cost), expected.Cost, 1e-9);
        Assert.Equal(
            (curves[0].Points[0].System.Rates().Accuracy + curves[0].Points[2].System.Rates().Accuracy) / 2,
            curves.Average(curve => curve.Area.Accuracy),
            0.01
        );
        Assert.Equal((double)deferred / one.Pixels, expected.Share);
    }

    [Fact]
    public void Random_deferral_of_an_image_without_foreground_has_no_expected_sensitivity_unless_it_is_certain()
    {
        var model = new BudgetPoint(0, new(0, 1, 0, 1), 0);

        Assert.Equal(double.NaN, RandomDeferral.Expected(model, new(2, new(0, 0, 0, 2), 0), 1).Sensitivity);
        Assert.Equal(0, RandomDeferral.Expected(model, new(2, new(0, 2, 0, 0), 0), 1).Sensitivity);
        Assert.Contains(
            "points defer 0 of 2 and 1 of 2",
            Assert.Throws<ArgumentException>(() => RandomDeferral.Expected(model, model with { Deferred = 1 }, 1)).Message
        );
    }

    [Fact]
    public void Undefined_rates_leave_the_area_undefined_and_accuracy_defined()
    {
        var curve = BudgetCurve.Of([0, 0], [0, 1], DeferralTarget.Of(new byte[2]), DeferralOrder.ByScore([1, 2]), [], EmptyMasks.Undefined);

        Assert.Equal(double.NaN, curve.Area.Dice);
        Assert.Equal(0.875, curve.Area.Accuracy);
        Assert.Empty(curve.Points);
    }

    [Fact]
    public void Targets_cost_what_is_asked()
    {
        ReadOnlyMemory<byte>[] experts = [new byte[] { 1, 0, 0 }, new byte[] { 1, 1, 0 }, new byte[] { 0, 1, 0 }];

        var expert = DeferralTarget.Expert(experts, 2, [0.1, 0.2, 0.4]);
        var majority = DeferralTarget.Majority(experts, [0, 0, 0], costs: [0.1, 0.2, 0.4]);
        var chosen = DeferralTarget.Chosen<int>(experts, [3, 1, 2], [0.1, 0.2, 0.4]);
        var best = DeferralTarget.Best([1, 1, 1], experts, [0.3, 0.2, 0.1]);

        Assert.Equal([1, 1, 0], expert.Labels.ToArray());
        Assert.Equal(0.2, expert.Cost(0));
        Assert.Equal([1, 1, 0], majority.Labels.ToArray());
        Assert.Equal(0.7, majority.Cost(2), 1e-12);
        Assert.Equal([0, 0, 0], chosen.Labels.ToArray());
        Assert.Equal([0.4, 0.1, 0.2], [chosen.Cost(0), chosen.Cost(1), chosen.Cost(2)]);
        Assert.Equal([1, 1, 0], best.Labels.ToArray());
        Assert.Equal([0.2, 0.1, 0.1], [best.Cost(0), best.Cost(1), best.Cost(2)]);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        var order = DeferralOrder.ByScore([1, 2]);
        var target = DeferralTarget.Of(new byte[2]);
        Assert.Contains(
            "order has 2 pixels, the truth has 3",
            Assert.Throws<ArgumentException>(() => BudgetCurve.Of(new byte[3], new byte[3], DeferralTarget.Of(new byte[3]), order, [])).Message
        );
        Assert.Contains(
            "map deferred to has 2 pixels",
            Assert.Throws<ArgumentException>(() => BudgetCurve.Of(new byte[3], new byte[3], target, order, [])).Message
        );
        Assert.Contains(
            "map deferred to holds 2",
            Assert.Throws<ArgumentException>(() => BudgetCurve.At(new byte[2], new byte[2], DeferralTarget.Of(new byte[] { 0, 2 }), order, 1)).Message
        );
        Assert.Contains("truth holds 9", Assert.Throws<ArgumentException>(() => BudgetCurve.At([9, 0], new byte[2], target, order, 1)).Message);
        Assert.Throws<ArgumentOutOfRangeException>(() => BudgetCurve.At(new byte[2], new byte[2], target, order, 3));
        Assert.Throws<ArgumentOutOfRangeException>(() => BudgetCurve.Of(new byte[2], new byte[2], target, order, [1.5]));
        Assert.Throws<ArgumentOutOfRangeException>(() => BudgetCurve.Of(new byte[2], new byte[2], target, order, [], (EmptyMasks)7));
        Assert.Throws<ArgumentOutOfRangeException>(() => DeferralTarget.Expert([new byte[2]], 2));
        Assert.Contains("cost of the labels deferred to is NaN", Assert.Throws<ArgumentException>(() => DeferralTarget.Of(new byte[2], double.NaN)).Message);
        Assert.Contains("Pixel 1 names channel 0", Assert.Throws<ArgumentException>(() => DeferralTarget.Chosen<byte>([new byte[2]], [1, 0])).Message);
        Assert.Contains("no experts", Assert.Throws<ArgumentException>(() => DeferralTarget.Expert([], 1)).Message);
    }
}
