using DeferredSeg.Deferral.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing;

/// <summary>Each refusal names what was found and what is expected.</summary>
public sealed class RoutingRefusalTests : ScopedTensorTest
{
    public static TheoryData<long[]> NoLogits =>
        new()
        {
            { [2, 4] },
            { [2, 1, 3, 3] },
            { [0, 2, 3, 3] },
            { [1, 2, 0, 3] },
        };

    [Theory]
    [MemberData(nameof(NoLogits))]
    public void Logits_without_an_expert_or_a_pixel_are_refused(long[] shape)
    {
        var found = $"[{string.Join(", ", shape)}]";

        Refused(() => RoutingProbabilities.Of(zeros(shape)), found, "expected");
        Refused(() => RoutingDecision.Decide(zeros(shape)), found, "expected");
        Refused(() => RoutingLoads.Soft(zeros(shape)), found, "expected");
    }

    [Fact]
    public void Logits_that_are_not_numbers_are_refused()
    {
        var logits = zeros(1, 3, 2, 2);
        logits[0, 2, 1, 0] = tensor(float.NaN);

        Refused(() => RoutingDecision.Decide(logits), "NaN");
    }

    [Fact]
    public void An_unknown_rule_is_refused() => Refused(() => RoutingDecision.Decide(zeros(1, 3, 2, 2), (TieRule)7), "LowestChannel");

    [Fact]
    public void A_decision_of_another_type_is_refused()
    {
        Refused(() => RoutingLoads.Coverage(zeros(1, 2, 2)), "Float32 [1, 2, 2]", "Int64");
        Refused(() => RoutingLoads.Hard(zeros([1, 0, 2], ScalarType.Int64), 1), "[1, 0, 2]", "not empty");
        Refused(() => RoutingLoads.Coverage(zeros([4], ScalarType.Int64)), "[4]");
    }

    [Fact]
    public void A_decision_for_an_expert_who_is_not_there_is_refused()
    {
        var decision = tensor(new long[] { 0, 3, 1, 2 }, [1, 2, 2]);

        Refused(() => RoutingLoads.Hard(decision, 2), "0 to 3", "1 to 2");
        Refused(() => Fusion.Of(Mask(1, 2, 2), Mask(1, 2, 2, 2), decision), "0 to 3", "1 to 2");
        Refused(() => Fusion.Of(Mask(1, 2, 2), Mask(1, 4, 2, 2), decision - 1), "-1 to 2", "1 to 4");
    }

    [Fact]
    public void A_mask_of_another_size_or_type_is_refused()
    {
        var decision = zeros([1, 2, 3], ScalarType.Int64);

        Refused(() => Fusion.Of(Mask(1, 3, 2), Mask(1, 2, 2, 3), decision), "modelMask", "[1, 3, 2]", "[1, 2, 3]");
        Refused(() => Fusion.Of(Mask(1, 2, 3), Mask(1, 2, 3, 2), decision), "expertMasks", "[1, 2, 3, 2]", "[1, 2, 2, 3]");
        Refused(() => Fusion.Of(Mask(1, 2, 3), Mask(1, 0, 2, 3), decision), "[1, 0, 2, 3]", "J >= 1");
        Refused(() => Fusion.Of(Mask(1, 2, 3), Mask(3), decision), "[3]");
        Refused(() => Fusion.Of(zeros(1, 2, 3), Mask(1, 2, 2, 3), decision), "Float32", "Byte");
    }

    private static Tensor Mask(params long[] shape) => zeros(shape, ScalarType.Byte);

    private static void Refused(Action action, params string[] parts)
    {
        var message = Assert.ThrowsAny<ArgumentException>(action).Message;
        foreach (var part in parts)
            Assert.Contains(part, message);
    }
}
