using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Measures.Budgets;

namespace DeferredSeg.Deferral.Tests.Measures.Baselines;

public sealed class OracleRoutingTests
{
    [Fact]
    public void It_routes_exactly_what_the_model_has_wrong_and_some_expert_right()
    {
        for (var i = 0; i < 20; i++)
        {
            var one = new RandomCase(i, 2 + i % 3);

            var decision = Oracle(one.Truth, one.Model, one.Experts, one.Costs);

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
            var one = new RandomCase(i, 2 + i % 3);

            var oracle = Risk(Oracle(one.Truth, one.Model, one.Experts, []));

            Assert.True(oracle <= Risk(new long[one.Pixels]), $"model; {one}");
            Assert.True(oracle <= Risk([.. one.Decision.Select(channel => (long)channel)]), $"routing; {one}");
            for (var j = 1; j <= one.Experts.Length; j++)
                Assert.True(oracle <= Risk([.. Enumerable.Repeat((long)j, one.Pixels)]), $"expert {j}; {one}");
            var best = DeferralTarget.Best(one.Truth, one.Experts).Labels.ToArray();
            Assert.True(oracle <= best.Where((label, pixel) => label != one.Truth[pixel]).Count() / (double)one.Pixels, $"best expert; {one}");

            double Risk(long[] decision) => DeferralRisk.Of<long>(one.Truth, one.Model, one.Experts, decision).Total;
        }
    }

    [Fact]
    public void Among_equally_cheap_experts_the_lowest_channel_is_asked()
    {
        ReadOnlyMemory<byte>[] experts = [new byte[] { 0, 1 }, new byte[] { 1, 1 }, new byte[] { 1, 1 }];

        Assert.Equal([2, 1], Oracle([1, 1], [0, 0], experts, []));
        Assert.Equal([3, 3], Oracle([1, 1], [0, 0], experts, [0.5, 0.5, 0.1]));
    }

    // The labels are classes, of which the oracle looks at the right one alone.
    private static long[] Oracle(byte[] truth, byte[] model, IReadOnlyList<ReadOnlyMemory<byte>> experts, double[] costs) =>
        OracleRouting.Of([LabelMap.OfClasses(truth, model, experts, [], 2)], costs);
}
