using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Deferral.Routing.Regions;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>What it costs that people are asked about regions: the same routing pixel by pixel, and as so many regions that are made of it.</summary>
internal static class UnitMeasures
{
    /// <summary>How many decisions are tried; null for all that there are.</summary>
    public static IReadOnlyList<int?> Counts { get; } = [1, 2, 5, 10, 20, 50, null];

    /// <summary>A point for the pixels that the system asks, each connected region of them a decision, and one for so many regions made for people.</summary>
    /// <param name="measured">The case.</param>
    /// <param name="policy">How it is routed, and how regions are made.</param>
    /// <param name="experts">J.</param>
    public static IReadOnlyList<DecisionPoint> Of(MeasuredCase measured, RoutingPolicy policy, int experts)
    {
        var seen = measured.Seen;
        var inside = seen.Plane<byte>(Enumerable.Repeat((byte)1, seen.Count).ToArray(), 0);
        var byPixels = measured.Decide(policy with { InUnits = null });
        var whole = byPixels.Decision.Select(decision => seen.Plane<long>(decision, 0)).ToList();
        var gains = byPixels.Margins.Select(margins => seen.Plane<double>(margins, 0)).ToList();
        var regions = whole.Sum(decision => GridRegions.Of(decision, seen.Grid, policy.Connectivity).Count(region => region.Channel > 0));
        List<DecisionPoint> points = [Point(DecisionPoint.Regions, null, regions, byPixels.Decision)];
        bool[] everyone = [.. Enumerable.Repeat(true, experts)];
        var options = (policy.Units ?? new()) with { Decisions = null, Minutes = null };
        var units = whole
            .SelectMany(
                (decision, r) => RegionUnits.Of(decision, gains[r], seen.Grid, options, policy.Connectivity, everyone, inside).Select(unit => (r, unit))
            )
            .OrderByDescending(one => one.unit.Worth)
            .ToList();
        foreach (var wanted in Counts)
        {
            var asked = units.Take(wanted ?? units.Count).ToList();
            points.Add(
                Point(
                    DecisionPoint.Units,
                    wanted,
                    asked.Count,
                    [
                        .. whole.Select(
                            (decision, r) =>
                                measured.Settled(
                                    seen.Of<long>(RegionUnits.Decision(decision, asked.Where(one => one.r == r).Select(one => one.unit), everyone))
                                )
                        ),
                    ]
                )
            );
        }
        return points;

        DecisionPoint Point(string way, int? wanted, int decisions, IReadOnlyList<long[]> decision)
        {
            List<Overlap> classes = [];
            for (var r = 0; r < measured.Groups.Count; r++)
            {
                var group = measured.Groups[r];
                classes.AddRange(
                    group
                        .Maps.Zip(group.Answered(decision[r]))
                        .SelectMany(one => one.First.Measured.Select(label => Overlap.OfLabel(one.Second, one.First.Truth.Span, label)))
                );
            }
            var pixels = decision.Sum(one => (long)one.Length);
            return new(way, wanted, decisions, (double)decision.Sum(one => one.LongCount(channel => channel > 0)) / pixels, classes);
        }
    }
}
