using System.Globalization;
using DeferredSeg.Data.Ledgers;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>The experts' answers as a table.</summary>
internal static class SimulationTable
{
    public static void Write(IReadOnlyList<SimulatedCase> cases, LedgerSummary ledger, string? output)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Case").AddColumn("Expert");
        foreach (var column in new[] { "Accuracy", "expected", "Foreground", "Boundary", "Background", "Dice" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var one in cases)
        {
            var first = true;
            foreach (var expert in one.Summary.Experts)
            {
                table.AddRow(
                    first ? one.Name.EscapeMarkup() : "",
                    expert.Name.EscapeMarkup(),
                    expert.Accuracy is null ? expert.Status : Number(expert.Accuracy),
                    Number(expert.ExpectedAccuracy),
                    Number(expert.ForegroundAccuracy),
                    Number(expert.BoundaryAccuracy),
                    Number(expert.BackgroundAccuracy),
                    Number(expert.Dice)
                );
                first = false;
            }
        }
        AnsiConsole.Write(table);
        foreach (var sentence in ledger.Sentences().Where(_ => ledger.WithAnswers > 0))
            Console.WriteLine(sentence);
        if (output is not null)
            Console.WriteLine($"Written to {output}.");
    }

    private static string Number(double? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.000}") : "-";
}
