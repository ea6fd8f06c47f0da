using DeferredSeg.Deferral.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing;

/// <summary>Nothing but the result outlives a call, with and without a scope around it.</summary>
public sealed class RoutingOwnershipTests : TensorTest
{
    [Fact]
    public void Only_the_result_is_left_and_it_is_the_callers()
    {
        using var logits = randn(2, 4, 5, 5);
        using var probabilities = RoutingProbabilities.Of(logits);
        using var decision = RoutingDecision.Decide(logits);
        using var model = zeros([2, 5, 5], ScalarType.Byte);
        using var experts = ones([2, 3, 5, 5], ScalarType.Byte);
        Func<Tensor>[] calls =
        [
            () => RoutingProbabilities.Of(logits),
            () => RoutingDecision.Decide(logits),
            () => RoutingDecision.Decide(logits, TieRule.ToExpert),
            () => Fusion.Of(model, experts, decision),
            () => RoutingLoads.Soft(probabilities),
            () => RoutingLoads.Hard(decision, 3),
        ];
        foreach (var call in calls)
        {
            var before = Tensor.TotalCount;
            using (var result = call())
                Assert.Equal(before + 1, Tensor.TotalCount);
            Assert.Equal(before, Tensor.TotalCount);
            Tensor inside;
            using (NewDisposeScope())
            {
                inside = call();
                Assert.Equal(before + 1, Tensor.TotalCount);
            }
            Assert.True(inside.IsInvalid);
            Assert.Equal(before, Tensor.TotalCount);
        }
        var live = Tensor.TotalCount;
        RoutingLoads.Coverage(decision);
        Assert.Equal(live, Tensor.TotalCount);
    }

    [Fact]
    public void A_refusal_leaves_nothing()
    {
        using var logits = full([1, 2, 2, 2], float.NaN);
        using var decision = full([1, 2, 2], 5, ScalarType.Int64);
        var live = Tensor.TotalCount;

        Assert.Throws<ArgumentException>(() => RoutingDecision.Decide(logits));
        Assert.Throws<ArgumentException>(() => RoutingLoads.Hard(decision, 2));

        Assert.Equal(live, Tensor.TotalCount);
    }
}
