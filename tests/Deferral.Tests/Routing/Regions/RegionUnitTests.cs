using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing.Regions;

namespace DeferredSeg.Deferral.Tests.Routing.Regions;

public class RegionUnitTests
{
    private static readonly bool[] _both = [true, true];

    [Fact]
    public void Gaps_are_closed_islands_go_and_the_most_valuable_comes_first()
    {
        string[] map = ["1111.....", "1.11..1..", "1111.....", ".........", "...22222.", "...22222.", "...22222."];
        var units = Units(map, new(MinimumPixels: 4, Smoothing: 1), channel => channel);

        Assert.Equal([2, 1], units.Select(unit => unit.Channel));
        Assert.Equal([15, 12], units.Select(unit => unit.Pixels.Count));
        // The gap that was closed is worth nothing.
        Assert.Equal([30, 11], units.Select(unit => unit.Worth));
        Assert.Equal([3 + 4 * 9, 0], units.Select(unit => unit.Pixels[0]));
        var made = RegionUnits.Decision(Channels(map), units, _both);
        Assert.Equal(1, made[10]);
        Assert.Equal(0, made[9 + 6]);
    }

    [Fact]
    public void Nobody_is_given_what_is_anothers_or_outside_of_the_field_of_view()
    {
        string[] map = ["11211", "11211", "11.11"];
        var inside = Enumerable.Range(0, 15).Select(pixel => (byte)(pixel == 12 ? 0 : 1)).ToArray();

        var units = RegionUnits.Of(Channels(map), new double[15], new(3, 5), new(MinimumPixels: 1, Smoothing: 2), Connectivity.Four, [true, false], inside);

        Assert.Equal(12, units.Sum(unit => unit.Pixels.Count));
        var made = RegionUnits.Decision(Channels(map), units, [true, false]);
        Assert.Equal(Channels(map), made);
    }

    [Theory]
    [InlineData(1, null, 1)]
    [InlineData(0, null, 0)]
    [InlineData(null, 0.5, 3)]
    [InlineData(null, null, 9)]
    public void A_budget_is_said_in_decisions_or_minutes(int? decisions, double? minutes, int expected)
    {
        string[] map = ["1.1.1", ".....", "1.1.1", ".....", "1.1.1"];

        var options = new UnitOptions(MinimumPixels: 1, Smoothing: 0, Decisions: decisions, Minutes: minutes, SecondsPerDecision: 9);

        Assert.Equal(expected, Units(map, options, channel => channel).Count);
    }

    [Fact]
    public void By_default_people_alone_are_asked_in_regions()
    {
        ExpertDescriptor[] experts = [new() { Id = "a" }, new() { Id = "b", AnswersLater = true }];

        Assert.Equal([false, true], new RoutingPolicy().For(experts).InUnits!);
        Assert.Null(new RoutingPolicy().For([experts[0]]).InUnits);
        Assert.Null(new RoutingPolicy(Units: new(UnitUse.Never)).For(experts).InUnits);
        Assert.Equal([true, true], new RoutingPolicy(Units: new(UnitUse.Always)).For(experts).InUnits!);
        Assert.Single(new UnitOptions(Decisions: 3, Minutes: 1).Check());
    }

    [Fact]
    public void Thousands_of_islands_become_units_in_time_that_grows_with_the_pixels()
    {
        const int Side = 1000;
        var map = new long[Side * Side];
        for (var pixel = 0; pixel < map.Length; pixel++)
            map[pixel] = pixel % Side % 7 < 4 && pixel / Side % 9 < 5 ? 1 : 0;

        var units = RegionUnits.Of(map, new double[map.Length], new(Side, Side), new(Smoothing: 1), Connectivity.Four, [true]);

        // The last row has the first of five alone, and is smoothed away.
        Assert.Equal(143 * 111, units.Count);
        Assert.All(units.Take(100), unit => Assert.Equal(20, unit.Pixels.Count));
    }

    private static IReadOnlyList<RegionUnit> Units(string[] map, UnitOptions options, Func<long, double> gain)
    {
        var channels = Channels(map);
        return RegionUnits.Of(
            channels,
            Array.ConvertAll(channels, channel => gain(channel)),
            new(map.Length, map[0].Length),
            options,
            Connectivity.Four,
            _both
        );
    }

    private static long[] Channels(string[] map) => [.. string.Concat(map).Select(c => c == '.' ? 0L : c - '0')];
}
