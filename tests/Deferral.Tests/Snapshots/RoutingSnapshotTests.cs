using System.Globalization;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Deferral.Tests.Snapshots;

public sealed class RoutingSnapshotTests : ScopedTensorTest
{
    private static readonly string[] _documented =
    [
        "routing [1, 1, 2, 2, 4], ties LowestChannel",
        "predictor none",
        "",
        "result 0, routing 0",
        "coverage 0.750",
        "channel 0: 6 pixels, share 0.750, soft load 0.728",
        "channel 1: 2 pixels, share 0.250, soft load 0.272",
        "regions, Four",
        "channel 0: 6 pixels, rows 0-1, columns 0-2, margin 0.762",
        "channel 1: 2 pixels, rows 0-1, columns 3-3, margin 0.462",
        "map",
        "...1",
        "...1",
    ];

    [Fact]
    public void The_documented_example_is_what_is_written() => Assert.Equal(_documented, Lines(Documented()));

    [Fact]
    public void Another_winner_changes_its_own_pixel_of_the_map_and_what_is_counted()
    {
        var logits = Documented();
        logits[0, 0, 1, 1, 0] = tensor(3f);

        var lines = Lines(logits);

        Assert.Equal(["...1", "1..1"], lines[^2..]);
        Assert.Equal("coverage 0.625", lines[4]);
        Assert.Equal("channel 0: 5 pixels, share 0.625, soft load 0.651", lines[5]);
        Assert.Equal("channel 1: 3 pixels, share 0.375, soft load 0.349", lines[6]);
        Assert.Equal(_documented[..4], lines[..4]);
        Assert.Equal(
            [
                "channel 0: 5 pixels, rows 0-1, columns 0-2, margin 0.762",
                "channel 1: 2 pixels, rows 0-1, columns 3-3, margin 0.462",
                "channel 1: 1 pixel, rows 1-1, columns 0-0, margin 0.462",
            ],
            lines[8..11]
        );
    }

    [Fact]
    public void Another_load_changes_loads_and_margin_alone()
    {
        var logits = Documented();
        logits[0, 0, 0, 0, 0] = tensor(2.5f);

        Assert.Equal([5, 6, 8], Changed(_documented, Lines(logits)));
    }

    [Fact]
    public void Another_shape_is_told_in_the_first_line()
    {
        var wider = Lines(cat([Documented(), full([1, 1, 1, 2, 4], -50)], 2));
        var twice = Lines(Documented().expand(1, 2, 2, 2, 4));

        Assert.Equal("routing [1, 1, 3, 2, 4], ties LowestChannel", wider[0]);
        Assert.Equal("channel 2: 0 pixels, share 0.000, soft load 0.000", wider[7]);
        Assert.Equal("routing [1, 2, 2, 2, 4], ties LowestChannel", twice[0]);
        Assert.Equal([.. _documented[3..], "", "result 0, routing 1", .. _documented[4..]], twice[3..]);
    }

    [Fact]
    public void Results_come_before_routings()
    {
        var lines = Lines(zeros([2, 3, 2, 1, 1])).Where(line => line.StartsWith("result", StringComparison.Ordinal));

        Assert.Equal(
            ["result 0, routing 0", "result 0, routing 1", "result 0, routing 2", "result 1, routing 0", "result 1, routing 1", "result 1, routing 2"],
            lines
        );
    }

    [Fact]
    public void The_rule_for_ties_is_told_and_followed()
    {
        var toExpert = Lines(zeros([1, 1, 3, 1, 2]), new() { Ties = TieRule.ToExpert });

        Assert.Equal("routing [1, 1, 3, 1, 2], ties ToExpert", toExpert[0]);
        Assert.Equal("channel 1: 2 pixels, rows 0-0, columns 0-1, margin 0.000", toExpert[9]);
        Assert.Equal("11", toExpert[^1]);
        Assert.Equal("..", Lines(zeros([1, 1, 3, 1, 2]))[^1]);
    }

    [Fact]
    public void The_predictor_is_described_by_its_probabilities()
    {
        var predictor = tensor(new[] { 0f, 0, 0, 0, 100, -100, 0, 2 }, [1, 1, 2, 4]);

        Assert.Equal("predictor [1, 1, 2, 4], sigmoid from 0.000 to 1.000, mean 0.548", RoutingSnapshot.Of(Documented(), predictor).Split('\n')[1]);
    }

    [Fact]
    public void What_another_machine_computes_in_its_last_bits_changes_nothing()
    {
        // All numbers of the example but the soft loads lie away from a border; equal channels give simple fractions, which lie on one.
        var expected = string.Join('\n', _documented);
        for (var i = 0; i < 50; i++)
            Assert.Equal(expected, RoutingSnapshot.Of(Documented() + randn([1, 1, 2, 2, 4]) * 1e-6));
        for (var i = 0; i < 50; i++)
            Assert.Equal(
                "channel 9: 0 pixels, share 0.000, soft load 0.063",
                Line(full([1, 1, 16, 1, 3], -2) + rand([1, 1, 16, 1, 3]) * 1e-6 + Winner(16), "channel 9")
            );

        static Tensor Winner(int channels) => cat([full([1, 1, 1, 1, 3], 1e-5), zeros([1, 1, channels - 1, 1, 3])], 2);
    }

    [Fact]
    public void Single_and_double_precision_give_the_same_text() =>
        Assert.Equal(RoutingSnapshot.Of(Documented()), RoutingSnapshot.Of(Documented().to_type(ScalarType.Float64)));

    [Fact]
    public void The_culture_of_the_thread_changes_nothing()
    {
        var before = CultureInfo.CurrentCulture;
        var other = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        (other.NumberFormat.NumberDecimalSeparator, other.NumberFormat.NegativeSign) = (",", "~");
        CultureInfo.CurrentCulture = other;
        try
        {
            Assert.Equal(_documented, Lines(Documented()));
        }
        finally
        {
            CultureInfo.CurrentCulture = before;
        }
    }

    [Theory]
    [InlineData(1, "0.7", "0.8")]
    [InlineData(5, "0.72783", "0.76159")]
    public void Digits_are_those_that_were_asked_for(int digits, string load, string margin)
    {
        var lines = Lines(Documented(), new() { Digits = digits });

        Assert.EndsWith($"soft load {load}", lines[5]);
        Assert.EndsWith($"margin {margin}", lines[8]);
    }

    /// <summary>Against regions found by letting the smallest index spread until nothing changes.</summary>
    [Theory]
    [InlineData(Connectivity.Four)]
    [InlineData(Connectivity.Eight)]
    public void Regions_have_the_mean_margin_of_their_pixels(Connectivity connectivity)
    {
        const int Height = 7;
        const int Width = 9;
        var logits = randn([1, 1, 3, Height, Width]);
        var probabilities = RoutingProbabilities.Of(logits[0].to_type(ScalarType.Float64)).data<double>().ToArray().Chunk(Height * Width).ToArray();
        var decision = RoutingDecision.Decide(logits[0]).data<long>().ToArray();
        var labels = Enumerable.Range(0, decision.Length).ToArray();
        for (var changed = true; changed; )
        {
            changed = false;
            for (var a = 0; a < labels.Length; a++)
            {
                for (var b = 0; b < labels.Length; b++)
                {
                    var (down, right) = (Math.Abs(a / Width - b / Width), Math.Abs(a % Width - b % Width));
                    var touch = connectivity == Connectivity.Eight ? Math.Max(down, right) == 1 : down + right == 1;
                    if (!touch || decision[a] != decision[b] || labels[a] <= labels[b])
                        continue;
                    (labels[a], changed) = (labels[b], true);
                }
            }
        }

        var expected = labels
            .Index()
            .GroupBy(pixel => pixel.Item, pixel => pixel.Index)
            .Select(region =>
            {
                var margin = region.Average(pixel =>
                {
                    double[] sorted = [.. probabilities.Select(channel => channel[pixel]).OrderDescending()];
                    return sorted[0] - sorted[1];
                });
                return (Channel: decision[region.Key], Pixels: region.Count(), Margin: margin);
            })
            .ToList();
        var written = Lines(logits, new() { Digits = 6, Connectivity = connectivity })
            .SkipWhile(line => line != $"regions, {connectivity}")
            .Skip(1)
            .TakeWhile(line => line != "map")
            .Select(line => line.Split([' ', ':', ','], StringSplitOptions.RemoveEmptyEntries))
            .Select(word => (Channel: long.Parse(word[1]), Pixels: int.Parse(word[2]), Margin: double.Parse(word[^1], CultureInfo.InvariantCulture)))
            .ToList();

        Assert.Equal(expected.Count, written.Count);
        foreach (var (a, b) in expected.OrderBy(region => region.Channel).Zip(written))
        {
            Assert.Equal((a.Channel, a.Pixels), (b.Channel, b.Pixels));
            Assert.Equal(a.Margin, b.Margin, 2e-6);
        }
    }

    internal static Tensor Documented()
    {
        var logits = zeros([1, 1, 2, 2, 4]);
        logits[0, 0, 0].slice(1, 0, 3, 1).fill_(2);
        logits[0, 0, 1].slice(1, 3, 4, 1).fill_(1);
        return logits;
    }

    private static string[] Lines(Tensor logits, RoutingSnapshotOptions? options = null) => RoutingSnapshot.Of(logits, options: options).Split('\n');

    private static string Line(Tensor logits, string start) => Lines(logits).First(line => line.StartsWith(start, StringComparison.Ordinal));

    private static IEnumerable<int> Changed(string[] before, string[] after)
    {
        Assert.Equal(before.Length, after.Length);
        return Enumerable.Range(0, before.Length).Where(line => before[line] != after[line]);
    }
}
