using DeferredSeg.Deferral.Routing;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing;

/// <summary>What holds for any number of experts and any rank.</summary>
public sealed class RoutingPropertyTests : ScopedTensorTest
{
    public static TheoryData<int, long[]> Shapes =>
        new()
        {
            { 1, [2, 4, 5] },
            { 1, [1, 1, 1] },
            { 2, [3, 7, 3] },
            { 3, [2, 16, 16] },
            { 9, [1, 5, 6] },
            { 40, [2, 3, 3] },
            { 3, [2, 6] },
            { 2, [1, 3, 4, 5] },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Probabilities_sum_to_one_and_ignore_what_all_channels_share(int experts, long[] pixels)
    {
        var logits = Logits(experts, pixels);

        var probabilities = RoutingProbabilities.Of(logits);

        Assert.Equal(logits.shape, probabilities.shape);
        Assert.True(probabilities.ge(0).all().ToBoolean());
        Assert.Equal(0, (probabilities.sum(1) - 1).abs().max().ToDouble(), 1e-12);
        Assert.Equal(0, (RoutingProbabilities.Of(logits + 1000) - probabilities).abs().max().ToDouble(), 1e-9);
    }

    /// <summary>Few distinct logits, so that most pixels are tied.</summary>
    [Theory]
    [MemberData(nameof(Shapes))]
    public void Either_rule_follows_its_definition_pixel_by_pixel(int experts, long[] pixels)
    {
        var logits = Logits(experts, pixels).round();
        var flat = logits.flatten(2).permute(0, 2, 1).contiguous().data<double>().ToArray();
        var lowest = RoutingDecision.Decide(logits);
        var toExpert = RoutingDecision.Decide(logits, TieRule.ToExpert);

        Assert.Equal(pixels, lowest.shape);
        Assert.Equal(pixels, toExpert.shape);
        foreach (var (index, row) in flat.Chunk(experts + 1).Index())
        {
            var expert = 1 + Array.IndexOf(row[1..], row[1..].Max());
            Assert.Equal(Array.IndexOf(row, row.Max()), lowest.flatten()[index].ToInt64());
            Assert.Equal(row[0] > row[expert] ? 0 : expert, toExpert.flatten()[index].ToInt64());
        }
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void The_system_mask_takes_each_pixel_from_its_channel(int experts, long[] pixels)
    {
        // Labels that say whose they are.
        var model = zeros(pixels, ScalarType.Int64);
        var masks = stack(Enumerable.Range(1, experts).Select(expert => full(pixels, expert, ScalarType.Int64)), 1);
        var decision = randint(experts + 1, pixels, ScalarType.Int64);

        Assert.True(Fusion.Of(model, masks, decision).eq(decision).all().ToBoolean());
    }

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Loads_sum_to_one_and_the_soft_load_is_differentiable(int experts, long[] pixels)
    {
        var logits = Logits(experts, pixels).requires_grad_();
        var soft = RoutingLoads.Soft(RoutingProbabilities.Of(logits));
        var decision = RoutingDecision.Decide(logits);
        var hard = RoutingLoads.Hard(decision, experts);
        soft[0].backward();

        Assert.Equal([experts + 1], soft.shape);
        Assert.Equal([experts + 1], hard.shape);
        Assert.Equal(1, soft.sum().ToDouble(), 1e-12);
        Assert.Equal(1, hard.sum().ToDouble(), 1e-12);
        Assert.Equal(RoutingLoads.Coverage(decision), hard[0].ToDouble(), 1e-12);
        Assert.False(decision.requires_grad);
        // Raising the model's logit raises its load at every pixel.
        Assert.True(logits.grad!.select(1, 0).gt(0).all().ToBoolean());
    }

    [Fact]
    public void An_expert_who_was_given_nothing_is_counted()
    {
        var decision = tensor(new long[] { 0, 0, 2, 0 }, [1, 2, 2]);

        Assert.Equal([0.75, 0, 0.25, 0], RoutingLoads.Hard(decision, 3).data<double>().ToArray());
    }

    [Fact]
    public void An_absent_expert_is_chosen_only_where_nobody_else_is_left()
    {
        var logits = tensor(new[] { -5.0, double.NegativeInfinity, double.NegativeInfinity, double.NegativeInfinity }, [1, 2, 2]);

        Assert.Equal([0L, 0L], RoutingDecision.Decide(logits).data<long>().ToArray());
        Assert.Equal([0L, 1L], RoutingDecision.Decide(logits, TieRule.ToExpert).data<long>().ToArray());
    }

    [Fact]
    public void Equal_logits_give_opposite_maps_by_the_two_rules()
    {
        var logits = zeros(1, 4, 3, 3);

        Assert.True(RoutingDecision.Decide(logits).eq(0).all().ToBoolean());
        Assert.True(RoutingDecision.Decide(logits, TieRule.ToExpert).eq(1).all().ToBoolean());
    }

    private static Tensor Logits(int experts, long[] pixels) => randn([pixels[0], experts + 1, .. pixels[1..]], ScalarType.Float64) * 3;
}
