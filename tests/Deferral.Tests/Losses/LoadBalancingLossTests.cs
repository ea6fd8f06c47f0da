using DeferredSeg.Deferral.Losses;
using DeferredSeg.Deferral.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Losses;

public sealed class LoadBalancingLossTests : ScopedTensorTest
{
    [Fact]
    public void One_expert_costs_nothing_whatever_the_bounds_and_a_caller_may_still_go_backward()
    {
        foreach (var bounds in new[] { null, new LoadBounds([0.9], [1.0]), new LoadBounds([0.0], [0.0]) })
        {
            var given = LossCase.Random(1);
            var loss = LoadBalancingLoss.Of(given.Routing, bounds);

            Assert.Equal(0, loss.ToDouble());
            Assert.True(given.Gradients(loss)[1].eq(0).all().ToBoolean());
            Assert.Equal([1L], given.Total(new() { Lower = bounds?.Lower, Upper = bounds?.Upper }).Rho.shape);
        }
    }

    [Fact]
    public void Each_side_of_the_bounds_costs_its_distance_and_a_bound_itself_has_no_gradient()
    {
        var loads = LossCase.Leaf(tensor(new[] { 0.25, 0.5, 0.125, 0.0625, 0.0625 }));
        var loss = LoadBalancingLoss.OfLoads(loads, new LoadBounds([0, 0.125, 0.25, 0], [0.25, 0.5, 0.5, 0.0625]));
        loss.backward();

        Assert.Equal(0.25 + (0.25 - 0.0625), loss.ToDouble(), 1e-15);
        Assert.Equal([0.0, 1, 0, -1, 0], loads.grad!.data<double>().ToArray().Select(value => value + 0.0));
    }

    [Fact]
    public void The_loads_of_a_batch_are_the_mean_probabilities_of_its_pixels()
    {
        // Two pixels: probabilities 1/4, 1/4, 1/2 and 1/4, 1/2, 1/4 of the model and two experts, so that each expert has 3/8.
        var routing = tensor(new[] { 0.0, 0, 0, Math.Log(2), Math.Log(2), 0 }, [1, 3, 1, 2]);

        Assert.Equal(0.125 + 0.25, LoadBalancingLoss.Of(routing, new LoadBounds([0.5, 0], [1, 0.125])).ToDouble(), 1e-12);
        Assert.Equal(0, LoadBalancingLoss.Of(routing, new LoadBounds([0.25, 0], [0.375, 0.5])).ToDouble(), 1e-12);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    [InlineData(8)]
    public void Bounds_for_any_number_of_experts_sum_to_those_of_the_paper(int experts)
    {
        var bounds = LoadBounds.For(experts);

        Assert.Equal(experts, bounds.Lower.Count);
        Assert.Equal(experts, bounds.Upper.Count);
        Assert.Equal(0.35, bounds.Lower.Sum(), 1e-12);
        Assert.Equal(0.90, bounds.Upper.Sum(), 1e-12);
    }

    [Fact]
    public void Three_experts_have_the_bounds_of_the_paper()
    {
        Assert.Equal([0.15, 0.10, 0.10], LoadBounds.For(3).Lower);
        Assert.Equal([0.35, 0.25, 0.30], LoadBounds.For(3).Upper);
    }
}
