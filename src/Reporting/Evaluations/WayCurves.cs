using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>The mean System dice of each way over its mean acts, and what is read off these curves.</summary>
internal sealed class WayCurves
{
    private readonly List<string> _patients;
    private readonly Dictionary<string, List<(double[] Acts, double[] Dice)>> _points;

    public WayCurves(RunEvaluation run)
    {
        // A case counts once, whatever number of seeds measured it.
        var cases = run.Cases.GroupBy(one => (one.Variant, one.Case)).ToList();
        _patients = [.. cases.Select(one => one.First().Patient)];
        var points = run.Cases[0].Ways!;
        _points = points
            .Select((point, i) => (point.Way, i))
            .GroupBy(one => one.Way)
            .ToDictionary(
                group => group.Key,
                group =>
                    group
                        .Select(one =>
                            (
                                (double[])[.. cases.Select(item => item.Average(seed => seed.Ways![one.i].Decisions))],
                                (double[])[.. cases.Select(item => item.Average(seed => WayTable.Dice(seed.Ways![one.i])))]
                            )
                        )
                        .ToList()
            );
        Ways = [.. _points.Keys];
    }

    /// <summary>The ways, in their order.</summary>
    public IReadOnlyList<string> Ways { get; }

    /// <summary>The dice that is a share of painting's gain above the model.</summary>
    public double Goal(double share) => Goal(share, Once);

    /// <summary>The acts an image that a way takes for it; NaN where it never gets there, or painting gains nothing.</summary>
    public double Acts(string way, double share) => Acts(way, share, Once) is var acts && double.IsInfinity(acts) ? double.NaN : acts;

    /// <summary>The cost of an act, against that of painting a region, at which a way is as fast as painting; 0 where it never gets there.</summary>
    public Interval BreakEven(string way, double share, BootstrapOptions options) =>
        PatientBootstrap.Of(_patients, counts => Acts(WayNames.Painting, share, counts) / Acts(way, share, counts), options);

    private int[] Once => [.. Enumerable.Repeat(1, _patients.Count)];

    private double Goal(double share, IReadOnlyList<int> counts)
    {
        var curve = Curve(WayNames.Painting, counts);
        return (1 - share) * curve[0].Dice + share * curve[^1].Dice;
    }

    private double Acts(string way, double share, IReadOnlyList<int> counts)
    {
        var goal = Goal(share, counts);
        var curve = Curve(way, counts);
        if (!(goal > curve[0].Dice))
            return double.NaN;
        for (var i = 1; i < curve.Count; i++)
        {
            if (curve[i].Dice < goal)
                continue;
            var (before, after) = (curve[i - 1], curve[i]);
            return before.Acts + (after.Acts - before.Acts) * (goal - before.Dice) / (after.Dice - before.Dice);
        }
        return double.PositiveInfinity;
    }

    private List<(double Acts, double Dice)> Curve(string way, IReadOnlyList<int> counts) =>
        [.. _points[way].Select(point => (Mean(point.Acts, counts), Mean(point.Dice, counts)))];

    private static double Mean(double[] values, IReadOnlyList<int> counts)
    {
        var (sum, count) = (0.0, 0L);
        for (var i = 0; i < values.Length; i++)
            (sum, count) = (sum + counts[i] * values[i], count + counts[i]);
        return sum / count;
    }
}
