using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>Which pixels a budget defers.</summary>
public sealed class RoutingBudgetTests : ScopedTensorTest
{
    [Fact]
    public void The_largest_margins_go_first_and_among_equals_the_lower_pixel()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 400; draw++)
        {
            var drawn = new PolicyCase(random, isTied: random.Next(3) > 0);
            var parameterisation = PolicyCase.Parameterisation(random);
            var free = new RoutingPolicy((RouteBy)random.Next(3), (TieRule)random.Next(2))
            {
                Available = [.. Enumerable.Range(0, drawn.Experts).Select(_ => random.Next(5) > 0)],
            };
            var plan = free.Decide(drawn.Logits, parameterisation, drawn.Predictor);
            var (decision, margin, expert) = (Longs(plan.Decision), plan.Margin.data<double>().ToArray(), Longs(plan.Expert));
            var deferred = random.Next(drawn.Pixels + 1);
            var budget = (double)deferred / drawn.Pixels;
            var order = Enumerable.Range(0, drawn.Pixels).OrderByDescending(pixel => margin[pixel]).ThenBy(pixel => pixel).ToArray();
            var (fill, cap) = (new long[drawn.Pixels], new long[drawn.Pixels]);
            foreach (var pixel in order.Take(deferred))
                fill[pixel] = expert[pixel];
            foreach (var pixel in order.Where(pixel => decision[pixel] != 0).Take(deferred))
                cap[pixel] = expert[pixel];

            var filled = (free with { Budget = budget }).Decide(drawn.Logits, parameterisation, drawn.Predictor);
            var capped = (free with { Budget = budget, BudgetRule = BudgetRule.Cap }).Decide(drawn.Logits, parameterisation, drawn.Predictor);

            var message = $"seed {Seed}, draw {draw}, {parameterisation}, {free}, {deferred} of {drawn.Pixels}";
            Assert.True(fill.SequenceEqual(Longs(filled.Decision)), message);
            Assert.True(cap.SequenceEqual(Longs(capped.Decision)), message);
            Assert.True(filled.Margin.eq(plan.Margin).all().ToBoolean() && capped.Expert.eq(plan.Expert).all().ToBoolean(), message);
        }
    }

    [Fact]
    public void Nothing_is_the_model_everywhere_and_all_the_best_expert_everywhere()
    {
        var drawn = new PolicyCase(new(Seed), experts: 3);
        foreach (var parameterisation in Enum.GetValues<RoutingParameterisation>().Where(one => one != RoutingParameterisation.Estimates))
        {
            var all = new RoutingPolicy(Budget: 1) { Available = [true, false, true] }.Decide(drawn.Logits, parameterisation);

            Assert.True(new RoutingPolicy(Budget: 0).Decide(drawn.Logits, parameterisation).Decision.eq(0).all().ToBoolean());
            Assert.True(new RoutingPolicy(Budget: 0, BudgetRule: BudgetRule.Cap).Decide(drawn.Logits, parameterisation).Decision.eq(0).all().ToBoolean());
            Assert.True(all.Decision.eq(all.Expert).all().ToBoolean());
            Assert.True(all.Decision.eq(1).logical_or(all.Decision.eq(3)).all().ToBoolean());
            Assert.True(
                new RoutingPolicy(Budget: 1, BudgetRule: BudgetRule.Cap)
                    .Decide(drawn.Logits, parameterisation)
                    .Decision.eq(RoutingDecision.Decide(drawn.Logits))
                    .all()
                    .ToBoolean()
            );
            Assert.True(
                new RoutingPolicy(Budget: 1) { Available = [false, false, false], Capacities = [0.5, 0.5, 0] }
                    .Decide(drawn.Logits, parameterisation)
                    .Decision.eq(0)
                    .all()
                    .ToBoolean()
            );
        }
    }

    [Fact]
    public void What_a_smaller_budget_defers_a_larger_one_defers_too()
    {
        var random = new Random(Seed);
        foreach (var rule in Enum.GetValues<BudgetRule>())
        {
            var drawn = new PolicyCase(random, isTied: true);
            var last = zeros(drawn.Shape, ScalarType.Int64);
            for (var budget = 0.0; budget <= 1; budget += 1 / 64.0)
            {
                var decision = new RoutingPolicy(Budget: budget, BudgetRule: rule).Decide(drawn.Logits, RoutingParameterisation.Utility).Decision;
                Assert.False(last.ne(0).logical_and(decision.ne(last)).any().ToBoolean(), $"seed {Seed}, {rule}, {budget}");
                last = decision;
            }
        }
    }

    /// <summary>Products that a double puts next to the whole number that is meant, and shares that are not whole.</summary>
    [Theory]
    [InlineData(0.1, 30, 3)]
    [InlineData(0.29, 100, 29)]
    [InlineData(0.57, 100, 57)]
    [InlineData(0.07, 100, 7)]
    [InlineData(1.0 / 3, 3_000_000, 1_000_000)]
    [InlineData(1.0 / 49, 49, 1)]
    [InlineData(0.3, 16, 4)]
    [InlineData(0.999999, 1000, 999)]
    [InlineData(0.0333333, 30, 0)]
    [InlineData(1e-20, 30, 0)]
    public void A_budget_is_rounded_down_to_whole_pixels(double budget, int pixels, int deferred)
    {
        var logits = zeros(1, 2, pixels);

        var decision = new RoutingPolicy(Budget: budget).Decide(logits, RoutingParameterisation.Softmax).Decision;
        var exact = new RoutingPolicy(MinimumLoads: [budget]) { Capacities = [budget] }
            .Decide(logits, RoutingParameterisation.Softmax)
            .Decision;

        Assert.Equal(deferred, decision.sum().ToInt64());
        Assert.Equal(deferred, exact.sum().ToInt64());
    }

    [Fact]
    public void A_batch_has_one_budget_and_an_image_its_own()
    {
        var logits = cat([zeros(1, 2, 4), tensor(new float[] { 0, 0, 0, 0, 1, 2, 3, 4 }, [1, 2, 4])], 0);
        var policy = new RoutingPolicy(Budget: 0.5);

        Assert.Equal([0L, 0, 0, 0, 1, 1, 1, 1], Longs(policy.Decide(logits, RoutingParameterisation.Utility).Decision));
        Assert.Equal([1L, 1, 0, 0], Longs(policy.Decide(logits.narrow(0, 0, 1), RoutingParameterisation.Utility).Decision));
    }

    private static long[] Longs(Tensor decision) => decision.data<long>().ToArray();
}
