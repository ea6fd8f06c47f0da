using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Routing;

namespace DeferredSeg.Deferral.Tests.Measures.Routed;

public sealed class RoutedOverlapsTests
{
    [Fact]
    public void Every_label_is_counted_as_a_loop_over_masked_pixels_counts_it()
    {
        for (var i = 0; i < 20; i++)
        {
            var one = new RandomCase(i, 2 + i % 4);
            for (byte label = 0; label < one.Labels; label++)
            {
                var actual = RoutedOverlaps.OfLabel(one.Truth, one.Model, one.Experts, one.Decision, label);

                AssertSame(one, Naive(one, label, pixel => one.Said(one.Decision[pixel], pixel), _ => true), actual.System);
                AssertSame(one, Naive(one, label, pixel => one.Said(one.Decision[pixel], pixel), pixel => one.Decision[pixel] > 0), actual.ExpertOnly);
                AssertSame(one, Naive(one, label, pixel => one.Model[pixel], pixel => one.Decision[pixel] == 0), actual.ModelOnly);
                AssertSame(one, Naive(one, label, pixel => one.Model[pixel], _ => true), actual.ModelAlone);
                for (var j = 1; j <= one.Experts.Length; j++)
                {
                    AssertSame(one, Naive(one, label, pixel => one.Said(j, pixel), _ => true), actual.ExpertsAlone[j - 1]);
                    AssertSame(one, Naive(one, label, pixel => one.Said(j, pixel), pixel => one.Decision[pixel] == j), actual.PerExpert[j - 1]);
                }
            }
        }
    }

    [Fact]
    public void Accuracies_of_the_regions_weighed_by_the_loads_are_the_system_accuracy()
    {
        for (var i = 0; i < 20; i++)
        {
            var one = new RandomCase(i);
            var actual = RoutedOverlaps.Of(one.Truth, one.Model, one.Experts, one.Decision);

            CloseTo.Require(1, actual.HardLoad.Sum(), one);
            CloseTo.Require(1, actual.Coverage + actual.DeferralRate, one);
            CloseTo.Require(
                actual.System.Rates().Accuracy,
                actual.HardLoad.Zip(actual.RegionAccuracy).Sum(pair => pair.First == 0 ? 0 : pair.First * pair.Second),
                one
            );
            for (var channel = 0; channel <= one.Experts.Length; channel++)
            {
                int[] mine = [.. Enumerable.Range(0, one.Pixels).Where(pixel => one.Decision[pixel] == channel)];
                CloseTo.Require(
                    mine.Length == 0 ? double.NaN : mine.Average(pixel => one.Said(channel, pixel) == one.Truth[pixel] ? 1.0 : 0),
                    actual.RegionAccuracy[channel],
                    one
                );
            }
        }
    }

    [Fact]
    public void Experts_in_another_order_are_the_same_results_in_another_order()
    {
        var one = new RandomCase();
        int[] order = [.. Enumerable.Range(0, one.Experts.Length)];
        one.Random.Shuffle(order);
        int[] decision = [.. one.Decision.Select(channel => channel == 0 ? 0 : Array.IndexOf(order, (int)channel - 1) + 1)];

        var straight = RoutedOverlaps.Of(one.Truth, one.Model, one.Experts, one.Decision);
        var permuted = RoutedOverlaps.Of<int>(one.Truth, one.Model, [.. order.Select(j => one.Experts[j])], decision);

        AssertSame(one, straight.System, permuted.System);
        AssertSame(one, straight.ExpertOnly, permuted.ExpertOnly);
        for (var j = 0; j < order.Length; j++)
        {
            AssertSame(one, straight.PerExpert[order[j]], permuted.PerExpert[j]);
            AssertSame(one, straight.ExpertsAlone[order[j]], permuted.ExpertsAlone[j]);
            Assert.Equal(straight.HardLoad[order[j] + 1], permuted.HardLoad[j + 1]);
        }
    }

    [Fact]
    public void Nothing_deferred_is_the_model_and_an_empty_expert_region_goes_by_the_convention()
    {
        var actual = RoutedOverlaps.Of<byte>([1, 0], [1, 1], [new byte[] { 0, 0 }], [0, 0]);

        Assert.Equal(actual.ModelAlone, actual.System);
        Assert.Equal(new(0, 0, 0, 2), actual.ExpertOnly);
        Assert.Equal(1, actual.ExpertOnly.Dice);
        Assert.Equal(double.NaN, actual.ExpertOnly.Rates(EmptyMasks.Undefined).Dice);
        Assert.Equal(double.NaN, actual.RegionAccuracy[1]);
        Assert.Equal(0, actual.Deferred);
    }

    [Fact]
    public void The_mean_over_classes_counts_each_alike_and_leaves_out_what_is_undefined()
    {
        byte[] truth = [0, 1, 1, 2];
        byte[] model = [0, 1, 0, 2];
        Overlap[] classes = [.. new byte[] { 1, 2, 3 }.Select(label => RoutedOverlaps.OfLabel<byte>(truth, model, [model], [0, 0, 0, 0], label).System)];

        Assert.Equal((2.0 / 3 + 1 + 1) / 3, OverlapRates.Mean([.. classes.Select(one => one.Rates())]).Dice, 1e-15);
        Assert.Equal((2.0 / 3 + 1) / 2, OverlapRates.Mean([.. classes.Select(one => one.Rates(EmptyMasks.Undefined))]).Dice, 1e-15);
        Assert.Equal((2.0 / 3 + 1) / 3, OverlapRates.Mean([.. classes.Select(one => one.Rates(EmptyMasks.Zero))]).Dice, 1e-15);
        Assert.Equal(double.NaN, OverlapRates.Mean([classes[2].Rates(EmptyMasks.Undefined)]).Dice);
        Assert.Contains("no rates", Assert.Throws<ArgumentException>(() => OverlapRates.Mean([])).Message);
    }

    [Fact]
    public void What_does_not_fit_is_refused()
    {
        Refused("model has 1 pixels, the truth has 2", [0, 1], [0], [new byte[2]], [0, 0]);
        Refused("mask of expert 2 has 3 pixels", [0, 1], [0, 1], [new byte[2], new byte[3]], [0, 0]);
        Refused("decision has 1 pixels", [0, 1], [0, 1], [new byte[2]], [0]);
        Refused("decision holds 2 at pixel 1; expected 0 for the model or 1 to 1", [0, 1], [0, 1], [new byte[2]], [0, 2]);
        Refused("decision holds -1 at pixel 0", [0, 1], [0, 1], [new byte[2]], [-1, 0]);
        Refused("truth holds 255 at pixel 1; expected a mask of 0 and 1", [0, 255], [0, 1], [new byte[2]], [0, 0]);
        Refused("model holds 2 at pixel 0", [0, 1], [2, 1], [new byte[2]], [0, 0]);
        Refused("mask of expert 1 holds 3 at pixel 1", [0, 1], [0, 1], [new byte[] { 0, 3 }], [0, 0]);
        Refused("There are no experts", [0, 1], [0, 1], [], [0, 0]);
        Refused("The truth has no pixels", [], [], [new byte[2]], []);

        static void Refused(string message, byte[] truth, byte[] model, ReadOnlyMemory<byte>[] experts, long[] decision) =>
            Assert.Contains(message, Assert.ThrowsAny<ArgumentException>(() => RoutedOverlaps.Of(truth, model, experts, decision)).Message);
    }

    [Fact]
    public void A_system_mask_of_maps_that_do_not_fit_is_refused()
    {
        Assert.Contains("decision holds 3 at pixel 0", Assert.Throws<ArgumentException>(() => Fusion.Of<byte, long>([0, 1], [new byte[2]], [3, 0])).Message);
        Assert.Contains("mask of expert 1 has 1 pixels", Assert.Throws<ArgumentException>(() => Fusion.Of<byte, long>([0, 1], [new byte[1]], [0, 0])).Message);
        Assert.Contains("decision has 3 pixels", Assert.Throws<ArgumentException>(() => Fusion.Of<byte, long>([0, 1], [new byte[2]], [0, 0, 0])).Message);
    }

    private static void AssertSame(RandomCase one, Overlap expected, Overlap actual) =>
        Assert.True(expected == actual, $"expected {expected}, found {actual}; {one}");

    private static Overlap Naive(RandomCase one, byte label, Func<int, byte> said, Func<int, bool> inside) =>
        Overlap.Between(
            [.. Enumerable.Range(0, one.Pixels).Select(pixel => inside(pixel) && said(pixel) == label ? (byte)1 : (byte)0)],
            [.. Enumerable.Range(0, one.Pixels).Select(pixel => inside(pixel) && one.Truth[pixel] == label ? (byte)1 : (byte)0)]
        );
}
