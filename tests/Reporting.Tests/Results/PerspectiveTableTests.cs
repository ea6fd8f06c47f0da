using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Tables;
using VerifyXunit;

namespace DeferredSeg.Reporting.Tests.Results;

public sealed class PerspectiveTableTests
{
    [Fact]
    public Task Methods_stand_beside_each_other_as_in_Table_3() =>
        Verifier.Verify(MarkdownTable.Of(PerspectiveTable.ByMethod("Methods", [PaperResults.Prostate, PaperResults.Tumour])));

    [Fact]
    public Task Configurations_stand_below_each_other_as_in_Table_6() =>
        Verifier.Verify(MarkdownTable.Of(PerspectiveTable.ByMetric("Losses", ["J", "Loss"], PaperResults.Ablation)));

    [Fact]
    public void Expert_and_Model_are_never_the_best_of_a_row()
    {
        var table = PerspectiveTable.ByMethod("Methods", [PaperResults.Prostate]);

        // The Expert of one expert has a higher DSC than every System.
        Assert.Equal(["97.06 ± 0.05", "94.38 ± 0.08", "96.42 ± 0.04"], table.Rows.Select(row => row.Cells.Single(cell => cell.IsBest).Shown));
    }

    [Fact]
    public void What_reads_alike_is_best_alike_and_one_value_alone_is_not()
    {
        var one = PaperResults.Rates((90.001, 1), (80, 1), (70, 1));
        var other = PaperResults.Rates((90.003, 1), (81, 1), (70, 1));

        var table = PerspectiveTable.ByMethod("Ties", [new("D", [new("A", one), new("B", other)])]);

        Assert.Equal(
            [
                [true, true],
                [false, true],
                [true, true],
            ],
            table.Rows.Select(row => row.Cells.Select(cell => cell.IsBest).ToArray())
        );
        Assert.DoesNotContain(PerspectiveTable.ByMethod("Alone", [PaperResults.Tumour]).Rows.SelectMany(row => row.Cells), cell => cell.IsBest);
    }

    [Fact]
    public void A_method_twice_is_refused()
    {
        var twice = new MethodResult("A", PaperResults.Rates((1, 1), (1, 1), (1, 1)));

        Assert.Contains(
            "'A' is there twice for 'D'",
            Assert.Throws<ArgumentException>(() => PerspectiveTable.ByMethod("T", [new("D", [twice, twice])])).Message
        );
    }

    [Fact]
    public void Rates_of_seeds_are_summarised_each_for_itself()
    {
        OverlapRates[] seeds = [new(0.5, 0.25, double.NaN, 1, 1, 1), new(0.7, 0.75, 0.4, 1, 1, 1)];

        var rates = PerspectiveRates.Of(seeds);

        Assert.Equal(0.6, rates.Dice.Summary.Mean, 12);
        Assert.Equal(Math.Sqrt(0.02), rates.Dice.Summary.Deviation, 12);
        Assert.Equal((2, 0), (rates.Dice.Summary.Count, rates.Dice.Summary.Undefined));
        Assert.Equal(0.5, rates.Jaccard.Summary.Mean);
        Assert.Equal((0.4, 1, 1), (rates.Sensitivity.Summary.Mean, rates.Sensitivity.Summary.Count, rates.Sensitivity.Summary.Undefined));
    }
}
