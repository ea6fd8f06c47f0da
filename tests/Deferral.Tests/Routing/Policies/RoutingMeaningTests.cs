using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>What values, costs and absence mean for each parameterisation, by numbers worked out by hand.</summary>
public sealed class RoutingMeaningTests : ScopedTensorTest
{
    /// <summary>Probabilities .2, .5 and .3; without expert 1 they are .4 and .6.</summary>
    [Fact]
    public void A_softmax_is_renormalised_without_an_absent_expert()
    {
        var logits = Logits([Math.Log(0.2), Math.Log(0.5), Math.Log(0.3)]);

        Expect(new RoutingPolicy(), RoutingParameterisation.Softmax, logits, 1, 0.3, 1);
        Expect(new RoutingPolicy() { Available = [false, true] }, RoutingParameterisation.Softmax, logits, 2, 0.2, 2);
        Expect(new RoutingPolicy() { Available = [true, false] }, RoutingParameterisation.Softmax, logits, 1, 3 / 7.0, 1);
        Expect(new RoutingPolicy() { Available = [false, false] }, RoutingParameterisation.Softmax, logits, 0, double.NegativeInfinity, 0);
    }

    [Fact]
    public void A_cost_is_an_exchange_rate_against_probabilities_of_being_chosen_in_a_softmax()
    {
        var logits = Logits([Math.Log(0.2), Math.Log(0.5), Math.Log(0.3)]);

        Expect(new RoutingPolicy() { Costs = [0.25, 0] }, RoutingParameterisation.Softmax, logits, 2, 0.1, 2);
        Expect(new RoutingPolicy() { Costs = [0.35, 0.2] }, RoutingParameterisation.Softmax, logits, 0, -0.05, 1);
    }

    /// <summary>The model is right with .7, expert 1 with .9, expert 2 with .8.</summary>
    [Fact]
    public void A_cost_turns_one_vs_all_exactly_where_being_right_more_often_no_longer_pays()
    {
        var logits = Logits([Logit(0.7), Logit(0.9), Logit(0.8)]);

        Expect(new RoutingPolicy(), RoutingParameterisation.OneVsAll, logits, 1, 0.2, 1);
        Expect(new RoutingPolicy() { Costs = [0.0999999, 0] }, RoutingParameterisation.OneVsAll, logits, 1, 0.1000001, 1);
        Expect(new RoutingPolicy() { Costs = [0.1000001, 0] }, RoutingParameterisation.OneVsAll, logits, 2, 0.1, 2);
        Expect(new RoutingPolicy() { Costs = [0.1999999, 1] }, RoutingParameterisation.OneVsAll, logits, 1, 1e-7, 1);
        Expect(new RoutingPolicy() { Costs = [0.2000001, 1] }, RoutingParameterisation.OneVsAll, logits, 0, -1e-7, 1);
    }

    [Fact]
    public void Absence_changes_no_other_value_of_one_vs_all_and_utility()
    {
        Expect(new RoutingPolicy() { Available = [false, true] }, RoutingParameterisation.OneVsAll, Logits([Logit(0.7), Logit(0.9), Logit(0.8)]), 2, 0.1, 2);
        Expect(new RoutingPolicy() { Available = [false, true] }, RoutingParameterisation.Utility, Logits([0.7, 3, 0.8]), 2, 0.1, 2);
        Expect(new RoutingPolicy() { Available = [true, false], Costs = [0.5, 0] }, RoutingParameterisation.Utility, Logits([-2, -1.75, 5]), 0, -0.25, 1);
    }

    /// <summary>At J = 1 the predictor's margin is on the scale of a softmax's: 2 sigmoid(z) - 1 is p_1 - p_0 for logits 0 and z.</summary>
    [Fact]
    public void The_predictor_has_the_scale_of_a_softmax()
    {
        foreach (var z in new[] { -40, -3, -0.5, 1e-18, 0.5, 3, 40 })
        {
            var (logits, predictor) = (Logits([0, z]), Logits([z]));
            var byLogits = new RoutingPolicy().Decide(logits, RoutingParameterisation.Softmax);
            var byPredictor = new RoutingPolicy(RouteBy.Predictor).Decide(logits, RoutingParameterisation.Softmax, predictor);

            Assert.Equal(byLogits.Decision.item<long>(), byPredictor.Decision.item<long>());
            Assert.Equal(byLogits.Margin.item<double>(), byPredictor.Margin.item<double>(), 1e-15);
        }
    }

    [Fact]
    public void Minus_infinity_is_chosen_only_where_nothing_else_is_left()
    {
        const double Never = double.NegativeInfinity;
        foreach (var parameterisation in Enum.GetValues<RoutingParameterisation>().Where(one => one != RoutingParameterisation.Estimates))
        {
            var plan = new RoutingPolicy(Budget: 1).Decide(Logits([0, Never, -3]), parameterisation);
            Assert.Equal(2, plan.Decision.item<long>());
            Assert.Equal(0, new RoutingPolicy().Decide(Logits([-9, Never, Never]), parameterisation).Decision.item<long>());
            Assert.Equal(2, new RoutingPolicy().Decide(Logits([Never, Never, -9]), parameterisation).Decision.item<long>());
            var none = new RoutingPolicy().Decide(Logits([Never, Never, Never]), parameterisation);
            Assert.Equal((0, 0.0, 1), (none.Decision.item<long>(), none.Margin.item<double>(), none.Expert.item<long>()));
            Assert.Equal(1, new RoutingPolicy(Ties: TieRule.ToExpert).Decide(Logits([Never, Never, Never]), parameterisation).Decision.item<long>());
            Assert.Equal(
                2,
                new RoutingPolicy(Ties: TieRule.ToExpert) { Available = [false, true] }
                    .Decide(Logits([Never, 1, Never]), parameterisation)
                    .Decision.item<long>()
            );
        }
        Expect(new RoutingPolicy(), RoutingParameterisation.OneVsAll, Logits([Logit(0.7), Never]), 0, -0.7, 1);
        Expect(new RoutingPolicy(), RoutingParameterisation.Softmax, Logits([1, Never]), 0, -1, 1);
    }

    /// <summary>Two pixels, one expert of whom may have one: the pixel where the model is impossible comes first, whatever the other gains.</summary>
    [Fact]
    public void An_impossible_utility_outweighs_every_finite_one()
    {
        var logits = stack([Logits([-1e6, double.NegativeInfinity]), Logits([1e6, -5])], 1).reshape(1, 2, 2);

        var capped = new RoutingPolicy() { Capacities = [0.5] }.Decide(logits, RoutingParameterisation.Utility);
        var budget = new RoutingPolicy(Budget: 0.5).Decide(logits, RoutingParameterisation.Utility);

        Assert.Equal([0L, 1L], capped.Decision.data<long>().ToArray());
        Assert.Equal([0L, 1L], budget.Decision.data<long>().ToArray());
        Assert.True(capped.Margin.isfinite().all().ToBoolean());
    }

    private static double Logit(double probability) => Math.Log(probability / (1 - probability));

    /// <summary>[1, C, 1].</summary>
    private static Tensor Logits(double[] channels) => tensor(channels, [1, channels.Length, 1]);

    private static void Expect(RoutingPolicy policy, RoutingParameterisation parameterisation, Tensor logits, long decision, double margin, long expert)
    {
        var plan = policy.Decide(logits, parameterisation);

        Assert.Equal((decision, expert), (plan.Decision.item<long>(), plan.Expert.item<long>()));
        if (double.IsFinite(margin))
            Assert.Equal(margin, plan.Margin.item<double>(), 1e-12);
        else
            Assert.Equal(margin, plan.Margin.item<double>());
    }
}
