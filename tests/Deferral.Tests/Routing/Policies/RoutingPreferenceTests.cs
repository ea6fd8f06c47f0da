using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>Values, availability and who decides, against their definitions.</summary>
public sealed class RoutingPreferenceTests : ScopedTensorTest
{
    [Theory]
    [InlineData(ScalarType.Float64, false)]
    [InlineData(ScalarType.Float32, false)]
    [InlineData(ScalarType.Float64, true)]
    [InlineData(ScalarType.BFloat16, true)]
    public void Without_options_it_is_the_routing_decision_bit_for_bit(ScalarType type, bool isTied)
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 30; draw++)
        {
            var drawn = new PolicyCase(random, isTied: isTied);
            // From indistinguishable values, all 0 or 1 in float64, to very small differences.
            foreach (var scale in new[] { 1.0, 1e3, 1e-15 })
            {
                var logits = (drawn.Logits * scale).to_type(type);
                foreach (
                    var (parameterisation, ties) in new[]
                    {
                        RoutingParameterisation.Softmax,
                        RoutingParameterisation.OneVsAll,
                        RoutingParameterisation.Utility,
                    }.SelectMany(p => new[] { (p, TieRule.LowestChannel), (p, TieRule.ToExpert) })
                )
                {
                    var plan = new RoutingPolicy(Ties: ties).Decide(logits, parameterisation);
                    Assert.True(
                        plan.Decision.eq(RoutingDecision.Decide(logits, ties)).all().ToBoolean(),
                        $"seed {Seed}, draw {draw}, {parameterisation}, {ties}, {scale}"
                    );
                    Assert.True(plan.Margin.gt(0).logical_and(plan.Decision.eq(0)).any().ToBoolean() is false, $"seed {Seed}, draw {draw}");
                    Assert.True(plan.Margin.lt(0).logical_and(plan.Decision.ne(0)).any().ToBoolean() is false, $"seed {Seed}, draw {draw}");
                }
            }
        }
    }

    [Fact]
    public void Every_pixel_follows_the_definition()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 300; draw++)
        {
            var drawn = new PolicyCase(random);
            var parameterisation = PolicyCase.Parameterisation(random);
            var policy = new RoutingPolicy((RouteBy)random.Next(3), (TieRule)random.Next(2))
            {
                Costs = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, drawn.Experts).Select(_ => random.NextDouble() / 2)],
                Available = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, drawn.Experts).Select(_ => random.Next(3) > 0)],
            };
            Compare(policy, parameterisation, drawn, 1e-12, $"seed {Seed}, draw {draw}, {parameterisation}, {policy}");
        }
    }

    /// <summary>Utilities and costs that are multiples of 1/4, so that the definition holds to the last bit and ties abound.</summary>
    [Fact]
    public void Ties_follow_the_definition()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 300; draw++)
        {
            var drawn = new PolicyCase(random, isTied: true);
            var policy = new RoutingPolicy((RouteBy)random.Next(3), (TieRule)random.Next(2))
            {
                Costs = [.. Enumerable.Range(0, drawn.Experts).Select(_ => random.Next(3) / 4.0)],
                Available = [.. Enumerable.Range(0, drawn.Experts).Select(_ => random.Next(4) > 0)],
            };
            Compare(policy, RoutingParameterisation.Utility, drawn, 1e-15, $"seed {Seed}, draw {draw}, {policy}");
        }
    }

    [Fact]
    public void Permuting_the_experts_permutes_the_plan()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 100; draw++)
        {
            var drawn = new PolicyCase(random);
            var parameterisation = PolicyCase.Parameterisation(random);
            var order = Enumerable.Range(0, drawn.Experts).ToArray();
            random.Shuffle(order);
            var bound = 1.0 / drawn.Experts;
            var policy = new RoutingPolicy(Budget: random.NextDouble(), BudgetRule: BudgetRule.Cap)
            {
                Costs = [.. order.Select(_ => random.NextDouble() / 4)],
                Available = [.. order.Select(_ => random.Next(4) > 0)],
                Capacities = [.. order.Select(_ => random.NextDouble() * bound)],
            };
            var permuted = policy with
            {
                Costs = [.. order.Select(expert => policy.Costs![expert])],
                Available = [.. order.Select(expert => policy.Available![expert])],
                Capacities = [.. order.Select(expert => policy.Capacities![expert])],
            };
            var channels = tensor(order.Select(expert => expert + 1L).Prepend(0).ToArray());

            var plan = policy.Decide(drawn.Logits, parameterisation);
            var other = permuted.Decide(drawn.Logits.index_select(1, channels), parameterisation);

            var back = channels.index_select(0, other.Decision.flatten()).reshape(plan.Decision.shape);
            Assert.True(plan.Decision.eq(back).all().ToBoolean(), $"seed {Seed}, draw {draw}, {parameterisation}");
        }
    }

    [Fact]
    public void A_higher_cost_never_raises_the_load_of_a_single_expert()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 20; draw++)
        {
            var drawn = new PolicyCase(random, experts: 1);
            var last = 1.0;
            for (var cost = 0.0; cost <= 1.1; cost += 0.05)
            {
                var load =
                    1
                    - RoutingLoads.Coverage(
                        new RoutingPolicy() { Costs = [cost] }
                            .Decide(drawn.Logits, RoutingParameterisation.OneVsAll)
                            .Decision
                    );
                Assert.True(load <= last, $"seed {Seed}, draw {draw}, cost {cost}: {last} rose to {load}");
                last = load;
            }
            Assert.Equal(0, last);
        }
    }

    [Fact]
    public void The_fused_mask_is_that_of_who_was_chosen()
    {
        var random = new Random(Seed);
        var drawn = new PolicyCase(random, experts: 3, isImage: true, largest: 20);
        var decision = new RoutingPolicy(Budget: 0.6) { Available = [true, false, true], Capacities = [0.3, 1, 0.4] }
            .Decide(drawn.Logits, RoutingParameterisation.Softmax)
            .Decision;
        var model = randint(2, drawn.Shape, ScalarType.Byte);
        var experts = randint(2, [drawn.Shape[0], 3, .. drawn.Shape[1..]], ScalarType.Byte);

        var system = Fusion.Of(model, experts, decision);

        for (var channel = 0; channel <= 3; channel++)
        {
            var own = channel == 0 ? model : experts.select(1, channel - 1);
            Assert.True(system.ne(own).logical_and(decision.eq(channel)).any().ToBoolean() is false, $"seed {Seed}, channel {channel}");
        }
        Assert.False(decision.eq(2).any().ToBoolean());
    }

    private static void Compare(RoutingPolicy policy, RoutingParameterisation parameterisation, PolicyCase drawn, double tolerance, string message)
    {
        var plan = policy.Decide(drawn.Logits, parameterisation, drawn.Predictor);
        Assert.Equal(drawn.Shape, plan.Decision.shape);
        Assert.Equal(drawn.Shape, plan.Margin.shape);
        Assert.Equal(drawn.Shape, plan.Expert.shape);
        var (decision, margin, expert) = (plan.Decision.data<long>().ToArray(), plan.Margin.data<double>().ToArray(), plan.Expert.data<long>().ToArray());
        for (var pixel = 0; pixel < drawn.Pixels; pixel++)
        {
            var values = NaivePolicy.Values(drawn.Rows[pixel], parameterisation, policy.Available, policy.Costs);
            var expected = NaivePolicy.Of(values, drawn.PredictorRows[pixel], policy.By, policy.Ties);
            Assert.True(
                (expected.Decision, expected.Expert) == (decision[pixel], expert[pixel]),
                $"{message}, pixel {pixel}: {expected} expected, {decision[pixel]} by {expert[pixel]} found"
            );
            Assert.True(
                expected.Margin.Equals(margin[pixel]) || Math.Abs(expected.Margin - margin[pixel]) <= tolerance,
                $"{message}, pixel {pixel}: margin {expected.Margin} expected, {margin[pixel]} found"
            );
        }
    }
}
