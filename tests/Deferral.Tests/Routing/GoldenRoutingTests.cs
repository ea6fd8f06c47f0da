using DeferredSeg.Deferral.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing;

/// <summary>Tolerances are those of the golden files' README.</summary>
public sealed class GoldenRoutingTests : ScopedTensorTest
{
    /// <summary>Below it a float32 loses digits: softmax of logits 160 apart.</summary>
    private const double SmallestSingle = 1.2e-38;

    public static TheoryData<string> Cases => GoldenDeferral.All;

    [Fact]
    public void All_the_references_are_there() => Assert.Equal(11, Cases.Count);

    [Theory]
    [MemberData(nameof(Cases))]
    public void Probabilities_equal_the_reference(string name)
    {
        using var golden = new GoldenDeferral(name);
        var logits = golden.Tensor("routing_logits");

        Close(golden.Tensor("routing_prob"), RoutingProbabilities.Of(logits), 1e-9);
        Close(golden.Tensor("routing_prob"), RoutingProbabilities.Of(logits.@float()).@double(), 1e-4, SmallestSingle);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Decisions_equal_the_reference_by_either_rule(string name)
    {
        using var golden = new GoldenDeferral(name);
        var logits = golden.Tensor("routing_logits");

        var lowest = RoutingDecision.Decide(logits);
        var expert = RoutingDecision.Decide(logits, TieRule.ToExpert);

        Same(golden.Tensor("decision"), lowest);
        Same(golden.Tensor("decision_eq3_ties_to_expert"), expert);
        Assert.Equal(golden.Number("n_pixels_where_tie_rules_differ"), lowest.ne(expert).sum().ToInt64());
        Same(golden.Tensor("pseudo_mask"), lowest.ne(0).@byte());
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void System_masks_equal_the_reference(string name)
    {
        using var golden = new GoldenDeferral(name);

        var system = Fusion.Of(golden.Tensor("seg_binary"), golden.Tensor("experts"), RoutingDecision.Decide(golden.Tensor("routing_logits")));

        Same(golden.Tensor("system_mask"), system);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Loads_equal_the_reference(string name)
    {
        using var golden = new GoldenDeferral(name);
        var logits = golden.Tensor("routing_logits");
        var decision = RoutingDecision.Decide(logits);

        var soft = RoutingLoads.Soft(RoutingProbabilities.Of(logits));
        var hard = RoutingLoads.Hard(decision, golden.Number("J"));

        Close(tensor(golden.Numbers("rho")), soft.slice(0, 1, soft.shape[0], 1), 1e-9);
        Close(tensor(golden.Numbers("hard_routing_fraction")), hard, 1e-9);
        Assert.Equal(golden.Numbers("hard_routing_fraction")[0], RoutingLoads.Coverage(decision), 1e-12);
    }

    private static void Close(Tensor expected, Tensor actual, double relative, double absolute = 0)
    {
        Assert.Equal(expected.shape, actual.shape);
        var off = (actual - expected).abs().le(expected.abs() * relative + absolute).logical_not().sum().ToInt64();
        Assert.True(
            off == 0,
            $"{off} of {expected.numel()} values are off by more than {relative} of their size; the largest difference "
                + $"is {(actual - expected).abs().max().ToDouble()}."
        );
    }

    private static void Same(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.dtype, actual.dtype);
        Assert.Equal(expected.shape, actual.shape);
        Assert.True(expected.eq(actual).all().ToBoolean());
    }
}
