using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Evaluations;

namespace DeferredSeg.Reporting.Tests.Evaluations;

public sealed class RunValuesTests
{
    private static readonly byte[] _truth = [1, 1, 1, 1, 0, 0, 0, 0, 1, 1];
    private static readonly byte[] _none = new byte[10];
    private static readonly byte[] _half = [1, 1, 1, 0, 0, 0, 0, 0, 0, 0];

    [Fact]
    public void Seeds_spread_and_cases_are_resampled_by_patient()
    {
        var run = Numbers.Run(
            "a",
            Numbers.Case("x", "p", 1, _truth, _truth, 0),
            Numbers.Case("y", "q", 1, _truth, _none, 0),
            Numbers.Case("x", "p", 2, _truth, _half, 0),
            Numbers.Case("y", "q", 2, _truth, _half, 0)
        );

        var found = RunValues.Of(run, RunValues.Dice(PolicyKey.Model), new BootstrapOptions(500));

        var half = 2.0 * 3 / 9;
        Assert.Equal((0.5 + half) / 2, found.Summary.Mean, 1e-12);
        Assert.Equal(Math.Abs(0.5 - half) / Math.Sqrt(2), found.Summary.Deviation, 1e-12);
        // Each case is first meaned over seeds: one patient has (1 + half) / 2, the other half / 2.
        Assert.Equal((2, 2), (found.Interval!.Cases, found.Interval.Patients));
        Assert.Equal(half / 2, found.Interval.Lower, 1e-12);
        Assert.Equal((1 + half) / 2, found.Interval.Upper, 1e-12);
    }

    [Fact]
    public void Differences_are_of_the_same_cases_alone()
    {
        var first = Numbers.Run("a", Numbers.Case("x", "p", 1, _truth, _truth, 0), Numbers.Case("z", "r", 1, _truth, _none, 0));
        var second = Numbers.Run("b", Numbers.Case("x", "p", 1, _truth, _half, 0), Numbers.Case("y", "q", 1, _truth, _none, 0));

        var found = RunValues.Difference(first, RunValues.Dice(PolicyKey.Model), second, RunValues.Dice(PolicyKey.Model), new());

        Assert.Equal(1, found.Interval!.Cases);
        Assert.Equal(1 - 2.0 * 3 / 9, found.Interval.Estimate, 1e-12);
    }

    [Fact]
    public void A_case_under_two_variants_counts_twice_and_its_patient_once()
    {
        var run = Numbers.Run(
            "a",
            Numbers.Case("x", "p", 1, _truth, _truth, 0, "fold 1"),
            Numbers.Case("x", "p", 1, _truth, _none, 0, "fold 2"),
            Numbers.Case("y", "q", 1, _truth, _truth, 0, "fold 1")
        );

        var found = RunValues.Of(run, RunValues.Dice(PolicyKey.Model), new());

        Assert.Equal((3, 2), (found.Interval!.Cases, found.Interval.Patients));
        Assert.Equal(2.0 / 3, found.Summary.Mean, 1e-12);
    }

    [Fact]
    public void Both_conventions_for_empty_masks_are_there()
    {
        var run = Numbers.Run("a", Numbers.Case("x", "p", 1, _none, _none, 0), Numbers.Case("y", "q", 1, _truth, _half, 0));

        Assert.Equal((1 + 2.0 * 3 / 9) / 2, RunValues.Of(run, RunValues.Dice(PolicyKey.Model)).Summary.Mean, 1e-12);
        Assert.Equal(2.0 * 3 / 9, RunValues.Of(run, RunValues.Dice(PolicyKey.Model, EmptyMasks.Undefined)).Summary.Mean, 1e-12);
        Assert.NotNull(ExistenceTable.Of(run, new()));
        Assert.Null(ExistenceTable.Of(run with { Cases = [run.Cases[1]] }, new()));
    }

    [Fact]
    public void Reliability_diagrams_add_up_to_that_of_all_pixels()
    {
        var random = new Random(5);
        double[] first = [.. Enumerable.Range(0, 70).Select(_ => random.NextDouble())];
        double[] second = [.. Enumerable.Range(0, 30).Select(_ => random.NextDouble())];
        byte[] truth = [.. Enumerable.Range(0, 100).Select(_ => (byte)random.Next(2))];

        var merged = Reliability.Merged([Calibration.OfForeground(first, truth.AsSpan(0, 70)), Calibration.OfForeground(second, truth.AsSpan(70))]);

        var whole = Calibration.OfForeground([.. first, .. second], truth);
        Assert.Equal(whole.ExpectedError, merged.ExpectedError, 1e-12);
        Assert.Equal(whole.Bins.Select(bin => bin.Count), merged.Bins.Select(bin => bin.Count));
    }
}
