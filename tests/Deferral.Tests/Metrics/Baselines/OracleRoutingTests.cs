using DeferredSeg.Deferral.Metrics.Baselines;
using DeferredSeg.Deferral.Metrics.Budgets;
using DeferredSeg.Deferral.Metrics.Routed;

namespace DeferredSeg.Deferral.Tests.Metrics.Baselines;

public sealed class OracleRoutingTests
{
    [Fact]
    public void It_routes_exactly_what_the_model_has_wrong_and_some_expert_right()
    {
        for (var i = 0; i < 20; i++)
        {
            var one = new RandomCase(labels: 2 + i % 3);

            var decision = OracleRouting.Of(one.Truth, one.Model, one.Experts, one.Costs);

            for (var pixel = 0; pixel < one.Pixels; pixel++)
            {
                int[] right = [.. Enumerable.Range(1, one.Experts.Length).Where(j => one.Said(j, pixel) == one.Truth[pixel]).OrderBy(j => one.Costs[j - 1])];
                var expected = one.Model[pixel] == one.Truth[pixel] || right.Length == 0 ? 0 : right[0];
                Assert.True(expected == decision[pixel], $"pixel {pixel}: expected {expected}, found {decision[pixel]}; {one}");
            }
        }
    }

    [Fact]
    public void It_is_never_worse_than_the_model_any_expert_any_routing_or_the_best_expert_of_each_pixel()
    {
        for (var i = 0; i < 20; i++)
        {
            var one = new RandomCase(labels: 2 + i % 3);

            var oracle = Risk(OracleRouting.Of(one.Truth, one.Model, one.Experts));

            Assert.True(oracle <= Risk(new int[one.Pixels]), $"model; {one}");
            Assert.True(oracle <= Risk([.. one.Decision.Select(channel => (int)channel)]), $"routing; {one}");
            for (var j = 1; j <= one.Experts.Length; j++)
                Assert.True(oracle <= Risk([.. Enumerable.Repeat(j, one.Pixels)]), $"expert {j}; {one}");
            var best = DeferralTarget.Best(one.Truth, one.Experts).Labels.ToArray();
            Assert.True(oracle <= best.Where((label, pixel) => label != one.Truth[pixel]).Count() / (double)one.Pixels, $"best expert; {one}");

            double Risk(int[] decision) => DeferralRisk.Of<int>(one.Truth, one.Model, one.Experts, decision).Total;
        }
    }

    [Fact]
    public void Among_equally_cheap_experts_the_lowest_channel_is_asked()
    {
        ReadOnlyMemory<byte>[] experts = [new byte[] { 0, 1 }, new byte[] { 1, 1 }, new byte[] { 1, 1 }];

        Assert.Equal([2, 1], OracleRouting.Of([1, 1], [0, 0], experts));
        Assert.Equal([3, 3], OracleRouting.Of([1, 1], [0, 0], experts, [0.5, 0.5, 0.1]));
    }
}
