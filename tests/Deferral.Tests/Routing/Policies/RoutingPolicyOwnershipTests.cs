using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>Nothing but the plan outlives a call, and what was given is as it was.</summary>
public sealed class RoutingPolicyOwnershipTests : TensorTest
{
    public static TheoryData<RoutingPolicy> Policies =>
        [
            new(),
            new(RouteBy.Both) { Costs = [0.1, 0, 0.2] },
            new(Budget: 0.3) { Available = [true, false, true] },
            new() { Available = [false, false, false] },
            new(RouteBy.Predictor, MinimumLoads: [0.1, 0, 0.2], MinimumRegion: 2, FillHoles: 3) { Capacities = [0.1, 0.2, 0.3] },
        ];

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_plan_is_the_callers_and_the_logits_stay_as_they_were(RoutingPolicy policy)
    {
        foreach (var parameterisation in Enum.GetValues<RoutingParameterisation>().Where(one => one != RoutingParameterisation.Estimates))
        {
            using var logits = randn([2, 4, 5, 5], ScalarType.Float64, requires_grad: true);
            using var predictor = randn([2, 1, 5, 5], ScalarType.Float64, requires_grad: true);
            using (NewDisposeScope())
                logits.detach()[0, 2, 3, 3] = tensor(double.NegativeInfinity);
            using var copy = logits.clone();
            var before = Tensor.TotalCount;
            RoutingPlan plan;
            using (NewDisposeScope())
            {
                plan = policy.Decide(logits, parameterisation, predictor);
                Assert.Equal(before + 3, Tensor.TotalCount);
                Assert.False(plan.Decision.requires_grad || plan.Margin.requires_grad || plan.Expert.requires_grad);
            }
            Assert.Equal(before, Tensor.TotalCount);
            Assert.True(plan.Decision.IsInvalid && plan.Margin.IsInvalid && plan.Expert.IsInvalid);
            using (NewDisposeScope())
                Assert.True(logits.eq(copy).all().ToBoolean());
        }
    }

    [Theory]
    [MemberData(nameof(Policies))]
    public void The_same_input_gives_the_same_plan(RoutingPolicy policy)
    {
        using var scope = NewDisposeScope();
        var (logits, predictor) = (randn(2, 4, 30, 30).round(), randn(2, 1, 30, 30).round());

        var (one, other) = (
            policy.Decide(logits, RoutingParameterisation.Softmax, predictor),
            policy.Decide(logits, RoutingParameterisation.Softmax, predictor)
        );

        Assert.True(one.Decision.eq(other.Decision).all().ToBoolean());
        Assert.True(one.Margin.eq(other.Margin).all().ToBoolean());
    }
}
