using System.Globalization;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Consensus;

/// <summary>The raters of each image as a table.</summary>
internal static class ConsensusTable
{
    public static void Write(IReadOnlyList<ConsensusResult> results, string? output)
    {
        var labelled = results.Any(one => one.Summary.Labels is not null);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Case");
        if (labelled)
            table.AddColumn("Label");
        table.AddColumn("Rater").AddColumn(new TableColumn("Sensitivity").RightAligned()).AddColumn(new TableColumn("Specificity").RightAligned());
        foreach (var one in results)
        {
            if (one.Summary.Labels is null)
                Rows(table, one, [one.Case], one.Summary);
            else
                foreach (var (label, summary) in one.Summary.Labels)
                    Rows(table, one, [one.Case, label.ToString(CultureInfo.InvariantCulture)], summary);
        }
        AnsiConsole.Write(table);
        foreach (var one in results.Where(one => one.Summary.Labels is null))
            Console.WriteLine(Sentence(one));
        if (output is not null)
            Console.WriteLine($"Written to {output}.");
    }

    private static void Rows(Table table, ConsensusResult one, string[] first, ConsensusSummary summary)
    {
        for (var rater = 0; rater < one.Raters.Count; rater++)
            table.AddRow([
                .. first.Select(cell => rater == 0 ? cell.EscapeMarkup() : ""),
                one.Raters[rater].EscapeMarkup(),
                Rate(summary.Sensitivity, rater),
                Rate(summary.Specificity, rater),
            ]);
    }

    private static string Sentence(ConsensusResult one)
    {
        var summary = one.Summary;
        if (summary.Constant)
            return $"{one.Case}: all ratings are the same constant, which says nothing of the raters.";
        var warning =
            summary.R == 1 ? " A single rater has nobody to be compared with."
            : summary.Converged == true ? ""
            : " It had not settled; more --iterations may help.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Case}: {summary.Iterations} iterations, prior {summary.Gamma:0.0000}; STAPLE and the strict majority differ at {summary.PixelsConsensusDiffersFromMajority} pixels.{warning}"
        );
    }

    private static string Rate(IReadOnlyList<double>? rates, int rater) =>
        rates is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{rates[rater]:0.0000}");
}
