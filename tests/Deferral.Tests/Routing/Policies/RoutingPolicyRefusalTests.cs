using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>Each refusal names what was found and what is expected, and leaves no tensor.</summary>
public sealed class RoutingPolicyRefusalTests : ScopedTensorTest
{
    private static readonly RoutingPolicy _default = new();

    [Fact]
    public void Lists_of_another_length_are_refused()
    {
        Refused(_default with { Costs = [0.1] }, "Costs has 1 values", "2 experts");
        Refused(_default with { Available = [true, true, false] }, "Available has 3 values", "2 experts");
        Refused(_default with { Capacities = [] }, "Capacities has 0 values", "2 experts");
        Refused(_default with { MinimumLoads = [0, 0, 0] }, "MinimumLoads has 3 values", "2 experts");
    }

    [Theory]
    [InlineData(-0.1)]
    [InlineData(double.NaN)]
    [InlineData(double.PositiveInfinity)]
    public void A_cost_that_is_none_is_refused(double cost) => Refused(_default with { Costs = [0, cost] }, "cost of expert 2", cost.ToString(), "finite");

    [Theory]
    [InlineData(-0.1)]
    [InlineData(1.1)]
    [InlineData(double.NaN)]
    public void Shares_beyond_0_and_1_are_refused(double share)
    {
        Refused(_default with { Budget = share }, $"budget is {share}", "from 0 to 1");
        Refused(_default with { Capacities = [1, share] }, "Expert 2", $"capacity {share}", "0 <= minimum <= capacity <= 1");
        Refused(_default with { MinimumLoads = [share, 0] }, "Expert 1", $"minimum load {share}", "0 <= minimum <= capacity <= 1");
    }

    [Fact]
    public void Loads_that_contradict_one_another_are_refused()
    {
        Refused(_default with { Capacities = [0.2, 1], MinimumLoads = [0.3, 0] }, "Expert 1", "0.3", "0.2");
        Refused(_default with { MinimumLoads = [0.5, 0.75] }, "5 of 4 pixels", "MinimumLoads");
        Refused(_default with { MinimumLoads = [0.25, 0.25], Budget = 0.25 }, "2 of 4 pixels", "budget of 0.25 allows 1");
        Refused(_default with { Capacities = [0.25, 0.25], Budget = 0.75 }, "3 of 4 pixels", "allow 2", "Cap");
        Refused(_default with { Capacities = [1, 0.25], Available = [false, true], Budget = 0.75 }, "3 of 4 pixels", "allow 1");
        Refused(_default with { MinimumLoads = [0.25, 0], Available = [false, true] }, "Expert 1 is not available", "0.25");
        Refused(_default with { MinimumLoads = [0.25, 0], Available = [false, false] }, "Expert 1 is not available", "0.25");
    }

    [Fact]
    public void Values_that_cannot_be_compared_are_refused()
    {
        Refused(_default, At(double.NaN), null, "NaN");
        Refused(_default, At(double.PositiveInfinity), null, "plus infinity", "minus infinity is legal");
        Refused(_default with { By = RouteBy.Both }, zeros(1, 3, 2, 2), full([1, 1, 2, 2], float.NaN), "predictor", "NaN");
        Refused(
            _default with
            {
                Capacities = [0.5, 0.5],
            },
            tensor([double.MinValue, double.MaxValue, 0], [1, 3, 1]).repeat(1, 1, 4),
            null,
            "more than a double can hold"
        );
        Refused(_default, cat([At(double.MaxValue), At(double.NegativeInfinity)]), null, "more than a double can hold");

        static Tensor At(double value)
        {
            var logits = zeros([1, 3, 2, 2], ScalarType.Float64);
            logits[0, 1, 1, 0] = tensor(value);
            return logits;
        }
    }

    [Fact]
    public void Shapes_are_refused()
    {
        Refused(_default, zeros(1, 1, 2, 2), null, "[1, 1, 2, 2]", "J >= 1");
        Refused(_default, zeros(2, 3), null, "[2, 3]", "spatial");
        Refused(_default, zeros(0, 3, 2, 2), null, "no pixel");
        Refused(_default with { By = RouteBy.Predictor }, zeros(1, 3, 2, 2), null, "Predictor", "no predictor logit");
        Refused(_default with { By = RouteBy.Both }, zeros(1, 3, 2, 2), null, "Both", "no predictor logit");
        Refused(_default with { By = RouteBy.Predictor }, zeros(1, 3, 2, 2), zeros(1, 2, 2), "predictorLogit", "[1, 2, 2]", "[1, 1, 2, 2]");
        Refused(_default, zeros(1, 3, 2, 2), zeros(1, 1, 4, 2), "predictorLogit", "[1, 1, 4, 2]", "[1, 1, 2, 2]");
        Refused(_default with { MinimumRegion = 2 }, zeros(1, 3, 4), null, "[1, 3, 4]", "[B, J+1, H, W]");
        Refused(_default with { FillHoles = 1 }, zeros([1, 3, 2, 2, 2, 2]), null, "[1, 3, 2, 2, 2, 2]", "[B, J+1, D, H, W]");
    }

    [Fact]
    public void Options_that_do_not_exist_are_refused()
    {
        Refused(_default with { MinimumRegion = -1 }, "smallest region is -1");
        Refused(_default with { FillHoles = -2 }, "largest hole", "-2");
        Refused(_default with { By = (RouteBy)3 }, "Logits, Predictor or Both");
        Refused(_default with { Ties = (TieRule)3 }, "LowestChannel");
        Refused(_default with { BudgetRule = (BudgetRule)3 }, "Fill or Cap");
        Refused(_default with { Connectivity = (Connectivity)3 }, "Four");
        Assert.Contains("Softmax", Assert.ThrowsAny<ArgumentException>(() => _default.Decide(zeros(1, 3, 2, 2), (RoutingParameterisation)7)).Message);
        Assert.Contains(
            "no channels yet",
            Assert.Throws<ArgumentException>(() => _default.Decide(zeros(1, 3, 2, 2), RoutingParameterisation.Estimates)).Message
        );
    }

    private static void Refused(RoutingPolicy policy, params string[] parts) => Refused(policy, zeros(1, 3, 2, 2), null, parts);

    private static void Refused(RoutingPolicy policy, Tensor logits, Tensor? predictor, params string[] parts)
    {
        var live = Tensor.TotalCount;
        var message = Assert.ThrowsAny<ArgumentException>(() => policy.Decide(logits, RoutingParameterisation.Utility, predictor)).Message;
        foreach (var part in parts)
            Assert.Contains(part, message);
        Assert.Equal(live, Tensor.TotalCount);
    }
}
