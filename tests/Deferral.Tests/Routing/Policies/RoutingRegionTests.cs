using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Tests.Regions;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Routing.Policies;

/// <summary>Small regions and holes, after everything else.</summary>
public sealed class RoutingRegionTests : ScopedTensorTest
{
    [Fact]
    public void Small_regions_go_back_and_holes_are_filled_as_defined()
    {
        var random = new Random(Seed);
        for (var draw = 0; draw < 400; draw++)
        {
            var drawn = new PolicyCase(random, random.Next(1, 4), isImage: true, largest: 11);
            // A model that is seldom chosen, so that what it keeps are holes.
            var logits = drawn.Logits - tensor([random.NextDouble() * 3, .. new double[drawn.Experts]], [1, drawn.Experts + 1, 1, 1]);
            var policy = new RoutingPolicy(
                Budget: random.Next(2) == 0 ? null : random.NextDouble(),
                BudgetRule: (BudgetRule)random.Next(2),
                Connectivity: (Connectivity)random.Next(2)
            )
            {
                Capacities = random.Next(2) == 0 ? null : [.. Enumerable.Range(0, drawn.Experts).Select(_ => 0.2 + 0.8 * random.NextDouble())],
            };
            if (policy is { Budget: not null, Capacities: not null })
                policy = policy with { BudgetRule = BudgetRule.Cap };
            var decision = policy.Decide(logits, RoutingParameterisation.Utility).Decision.data<long>().ToArray();
            var (minimum, hole) = (random.Next(5), random.Next(6));

            var cleaned = (policy with { MinimumRegion = minimum, FillHoles = hole }).Decide(logits, RoutingParameterisation.Utility).Decision;

            Assert.Equal(drawn.Shape, cleaned.shape);
            Clean(decision, drawn, minimum, hole, policy);
            Assert.True(decision.SequenceEqual(cleaned.data<long>().ToArray()), $"seed {Seed}, draw {draw}, {policy}, {minimum}, {hole}");
        }
    }

    [Theory]
    [InlineData(".....|.1.2.|.122.|.....|2....", 2, Connectivity.Four, ".....|.1.2.|.122.|.....|.....")]
    [InlineData("1....|.1...|..1..|.....|...22", 3, Connectivity.Four, ".....|.....|.....|.....|.....")]
    [InlineData("1....|.1...|..1..|.....|...22", 3, Connectivity.Eight, "1....|.1...|..1..|.....|.....")]
    [InlineData("1....|.1...|..1..|.....|...22", 1, Connectivity.Four, "1....|.1...|..1..|.....|...22")]
    [InlineData("1....|.1...|..1..|.....|...22", 0, Connectivity.Four, "1....|.1...|..1..|.....|...22")]
    public void An_expert_is_not_asked_about_a_few_pixels(string before, int minimum, Connectivity connectivity, string after) =>
        Assert.Equal(after, Decide(before, new(MinimumRegion: minimum, Connectivity: connectivity)));

    [Theory]
    [InlineData("1111.|1.1..|1111.|.....", 1, Connectivity.Four, "1111.|111..|1111.|.....")] // closed
    [InlineData("1111.|1.1..|1111.|.....", 1, Connectivity.Eight, "1111.|111..|1111.|.....")]
    [InlineData("1111.|1..1.|1111.|.....", 1, Connectivity.Four, "1111.|1..1.|1111.|.....")] // too large
    [InlineData("1111.|1..1.|1111.|.....", 2, Connectivity.Four, "1111.|1111.|1111.|.....")]
    [InlineData("11.1.|1.11.|1111.|.....", 9, Connectivity.Eight, "11.1.|1.11.|1111.|.....")] // open at a corner
    [InlineData("11.1.|1.11.|1111.|.....", 1, Connectivity.Four, "11.1.|1111.|1111.|.....")]
    [InlineData("1111.|1.2..|1111.|.....", 9, Connectivity.Four, "1111.|1.2..|1111.|.....")] // two experts around
    [InlineData("2111.|1.1..|1111.|.....", 1, Connectivity.Four, "2111.|111..|1111.|.....")] // another at a corner only
    [InlineData("2111.|1.1..|1111.|.....", 1, Connectivity.Eight, "2111.|1.1..|1111.|.....")]
    [InlineData(".11..|1111.|.11..|.....", 9, Connectivity.Four, ".11..|1111.|.11..|.....")] // at the border
    public void What_one_expert_surrounds_is_the_experts(string before, int largest, Connectivity connectivity, string after) =>
        Assert.Equal(after, Decide(before, new(FillHoles: largest, Connectivity: connectivity)));

    /// <summary>Expert 2's speck goes first; then expert 1's region has a hole where it was.</summary>
    [Fact]
    public void Small_regions_go_before_holes_are_filled() =>
        Assert.Equal("111.|111.|111.|....", Decide("111.|121.|111.|....", new(MinimumRegion: 2, FillHoles: 1)));

    /// <summary>Two holes of one pixel and one of two, in regions of both experts.</summary>
    [Fact]
    public void Holes_are_filled_from_the_smallest_while_budget_and_capacity_last()
    {
        const string Before = "1111111|1..1.11|1111111|.......|222....|2.2....|222....";

        Assert.Equal("1111111|1111111|1111111|.......|222....|222....|222....", Decide(Before, new(FillHoles: 2)));
        Assert.Equal("1111111|1..1111|1111111|.......|222....|222....|222....", Decide(Before, new(FillHoles: 1)));
        Assert.Equal(
            "1111111|1..1111|1111111|.......|222....|222....|222....",
            Decide(Before, new(FillHoles: 2, Budget: 29 / 49.0, BudgetRule: BudgetRule.Cap))
        );
        Assert.Equal(
            "1111111|1..1111|1111111|.......|222....|2.2....|222....",
            Decide(Before, new(FillHoles: 2, Budget: 27 / 49.0, BudgetRule: BudgetRule.Cap))
        );
        Assert.Equal("1111111|1..1.11|1111111|.......|222....|222....|222....", Decide(Before, new(FillHoles: 2) { Capacities = [18 / 49.0, 1] }));
    }

    /// <summary>One hole of each image, and room for one: the earlier image has it.</summary>
    [Fact]
    public void Images_of_a_batch_share_the_budget_but_touch_nowhere()
    {
        const string Image = "111|1.1|111";
        var policy = new RoutingPolicy(FillHoles: 1, Budget: 17 / 18.0, BudgetRule: BudgetRule.Cap);

        Assert.Equal("111|111|111|111|1.1|111", Decide(Image + "|" + Image, policy, images: 2));
    }

    /// <summary>Utilities by which everyone's choice is as drawn.</summary>
    private static string Decide(string map, RoutingPolicy policy, int images = 1)
    {
        var rows = map.Split('|');
        var decision = tensor(rows.SelectMany(row => row).Select(c => c == '.' ? 0L : c - '0').ToArray(), [images, rows.Length / images, rows[0].Length]);
        var logits = stack([.. Enumerable.Range(0, 3).Select(channel => decision.eq(channel).@double())], 1);
        var found = policy.Decide(logits, RoutingParameterisation.Utility).Decision.data<long>().ToArray();
        return DecisionMapText.Of(found, rows.Length, rows[0].Length).Replace('\n', '|');
    }

    private static void Clean(long[] decision, PolicyCase drawn, int minimum, int largest, RoutingPolicy policy)
    {
        var (height, width) = ((int)drawn.Shape[1], (int)drawn.Shape[2]);
        var image = height * width;
        bool Touch(int one, int other) =>
            one != other
            && one / image == other / image
            && Math.Abs(one % image / width - other % image / width) is var down
            && Math.Abs(one % width - other % width) is var right
            && (policy.Connectivity == Connectivity.Four ? down + right == 1 : Math.Max(down, right) == 1);
        List<int[]> Regions() =>
            [
                .. Enumerable
                    .Range(0, decision.Length / image)
                    .SelectMany(b =>
                        FloodFill
                            .Of(decision[(b * image)..((b + 1) * image)], height, width, policy.Connectivity)
                            .Select(region =>
                            {
                                List<int> pixels = [b * image + region.First];
                                for (var next = 0; next < pixels.Count; next++)
                                    pixels.AddRange(
                                        Enumerable
                                            .Range(0, decision.Length)
                                            .Where(pixel => Touch(pixel, pixels[next]) && decision[pixel] == region.Channel && !pixels.Contains(pixel))
                                    );
                                return pixels.ToArray();
                            })
                    ),
            ];

        foreach (var region in Regions().Where(region => decision[region[0]] != 0 && region.Length < minimum))
        {
            foreach (var pixel in region)
                decision[pixel] = 0;
        }
        foreach (
            var region in Regions()
                .Where(region => decision[region[0]] == 0 && region.Length <= largest)
                .OrderBy(region => region.Length)
                .ThenBy(region => region.Min())
        )
        {
            var isAtBorder = region.Any(pixel =>
                pixel % width == 0 || pixel % width == width - 1 || pixel % image / width == 0 || pixel % image / width == height - 1
            );
            var around = Enumerable
                .Range(0, decision.Length)
                .Where(pixel => !region.Contains(pixel) && region.Any(inner => Touch(inner, pixel)))
                .Select(pixel => decision[pixel])
                .Distinct()
                .ToArray();
            if (isAtBorder || around.Length != 1)
                continue;
            var deferred = decision.Count(channel => channel != 0) + region.Length;
            var own = decision.Count(channel => channel == around[0]) + region.Length;
            if (deferred > (policy.Budget ?? 1) * decision.Length + 1e-9 || own > (policy.Capacities?[(int)around[0] - 1] ?? 1) * decision.Length + 1e-9)
                continue;
            foreach (var pixel in region)
                decision[pixel] = around[0];
        }
    }
}
