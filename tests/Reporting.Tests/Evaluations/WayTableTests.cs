using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Charts;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Tests.Evaluations;

/// <summary>What painting and choosing take for the same dice.</summary>
public sealed class WayTableTests
{
    private static readonly BootstrapOptions _options = new(200);

    [Fact]
    public void Acts_become_minutes_at_each_ratio()
    {
        var table = WayTable.Of(Run(), _options)!;

        Assert.Equal(["painting 1", "painting all", "choosing 1", "choosing all"], table.Rows.Select(row => string.Join(' ', row.Labels)));
        // 2 acts of 8 s, an act being 0.1, 0.25, 0.5 or 1 of a painting; a painting is one whatever the ratio.
        Assert.Equal(["2.00", "60.00", "0.03", "0.07", "0.13", "0.27"], table.Rows[2].Cells.Select(cell => cell.Shown.Split(' ')[0]));
        Assert.Equal(["0.13", "0.13", "0.13", "0.13"], table.Rows[0].Cells.Skip(2).Select(cell => cell.Shown));
        Assert.Contains("The model alone has a DSC of 50.00.", table.Notes);
    }

    [Fact]
    public void The_same_dice_is_read_off_the_mean_curves_and_says_what_an_act_may_cost()
    {
        var rows = TimeTable.Of(Run(), _options)!.Rows.ToDictionary(row => row.Labels[0], row => row.Cells.Select(cell => cell.Shown).ToList());

        // Painting gains 40 points, straight from 50 to 70 with the first region and to 90 with the second; choosing has 60 after 2 acts and 75 after 4.
        Assert.Equal(["60.00", "0.50", "2.00", "0.25 [0.25, 0.25]"], rows["25.00 %"]);
        Assert.Equal(["70.00", "1.00", "3.33", "0.30 [0.30, 0.30]"], rows["50.00 %"]);
        Assert.Equal(["80.00", "1.50", "-", "0.00 [0.00, 0.00]"], rows["75.00 %"]);
    }

    [Fact]
    public void Intervals_are_over_patients_with_both_curves_of_the_same_draw()
    {
        // In the second case choosing gets there with half the acts.
        var run = Numbers.Run("m", Case("a", "p", 2), Case("b", "q", 1));

        var cell = TimeTable.Of(run, _options)!.Rows[0].Cells[3].Shown;

        // Of both, 1.5 acts; of either alone 2 and 1.
        Assert.Equal("0.33 [0.25, 0.50]", cell);
    }

    [Fact]
    public void The_curve_over_the_ratio_goes_through_nothing_and_what_may_be_paid()
    {
        var charts = WayCharts.Of(Run());

        Assert.Equal(5, charts.Count);
        var last = Assert.IsType<LineChart>(charts[^1]);
        var line = Assert.Single(last.Series);
        Assert.Equal("choosing", line.Name);
        Assert.All(line.Points, point => Assert.Equal(point.X / 0.3, point.Y, 1e-9));
        var first = Assert.IsType<LineChart>(charts[0]);
        Assert.Equal(["painting", "choosing"], first.Series.Select(series => series.Name));
        Assert.Equal(0.9, first.Series[0].Points[^1].Y, 1e-9);
    }

    [Fact]
    public void Where_ways_are_not_compared_there_is_no_table()
    {
        var run = Numbers.Run("m", Case("a", "p", 2) with { Ways = null });

        Assert.Null(WayTable.Of(run, _options));
        Assert.Null(TimeTable.Of(run, _options));
        Assert.Empty(WayCharts.Of(run));
    }

    private static RunEvaluation Run() => Numbers.Run("m", Case("a", "p", 2), Case("b", "q", 2));

    private static CaseEvaluation Case(string name, string patient, int acts) =>
        Numbers.Case(name, patient, 1, [1, 0], [1, 0], 0) with
        {
            Ways =
            [
                Point("annotate", 0, 0, 50),
                Point("annotate", 1, 1, 70),
                Point("annotate", null, 2, 90),
                Point("choose", 0, 0, 50),
                Point("choose", 1, acts, 60),
                Point("choose", null, 2 * acts, 75),
            ],
        };

    private static DecisionPoint Point(string way, int? wanted, int acts, int dice) =>
        new(way, wanted, acts, 0.1, [new Overlap(dice, 100 - dice, 100 - dice, 1000)]);
}
