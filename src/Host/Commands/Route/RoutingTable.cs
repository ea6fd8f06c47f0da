using System.Globalization;
using DeferredSeg.Reporting.Evaluations;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>A routing run as a table, of no more lines for many images than for some.</summary>
internal static class RoutingTable
{
    private const int MostFailed = 10;

    /// <summary>Writes the first cases, the mean of all, and what is to be told, each once.</summary>
    public static void Write(RoutingSummary summary)
    {
        var totals = summary.Totals;
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Case").AddColumn(new TableColumn("Model").RightAligned());
        foreach (var expert in totals.Experts)
            table.AddColumn(new TableColumn(expert.Name.EscapeMarkup()).RightAligned());
        table.AddColumn(new TableColumn("Regions").RightAligned());
        var hasTruth = totals.ModelDice is not null;
        if (hasTruth)
            table.AddColumn(new TableColumn("Model Dice").RightAligned()).AddColumn(new TableColumn("System Dice").RightAligned());
        // One more is shown rather than told to be there.
        foreach (var one in totals.Count > totals.First.Count ? totals.First.Take(RoutingTotals.Shown) : totals.First)
            table.AddRow([
                one.Case.EscapeMarkup(),
                Share(one.Coverage),
                .. one.Experts.Select(expert => expert.Status is "answered" or "not-asked" ? Share(expert.Load) : $"{Share(expert.Load)} {expert.Status}"),
                Whole(one.RegionCount),
                .. hasTruth ? (string[])[Dice(one.ModelDice), Dice(one.SystemDice)] : [],
            ]);
        if (totals.Count > 1)
            table.AddRow([
                "mean",
                Share(totals.Coverage),
                .. totals.Experts.Select(expert => Share(expert.Load)),
                ((double)totals.Regions / totals.Count).ToString("0.#", CultureInfo.InvariantCulture),
                .. hasTruth ? (string[])[Dice(totals.ModelDice), Dice(totals.SystemDice)] : [],
            ]);
        AnsiConsole.Write(table);
        if (totals.Count > totals.First.Count)
            Console.WriteLine($"{totals.Count - RoutingTotals.Shown} further cases are in {Path.Combine(summary.Output, RoutingSummary.FileName)}.");
        foreach (var expert in totals.Experts)
        {
            if (expert.FirstDeclined is var (name, reason))
                Console.WriteLine($"{expert.Name} declined {expert.Declined} of {expert.Count} cases; the model's answer stands there. {name}: {reason}");
        }
        foreach (var (note, name, count) in totals.Notes)
            Console.WriteLine(count == 1 ? $"{name}: {note}" : $"{name} and {count - 1} more: {note}");
        if (totals.OtherNotes > 0)
            Console.WriteLine($"{totals.OtherNotes} further cases have a note in {Path.Combine(summary.Output, RoutingSummary.FileName)}.");
        if (ShiftAlarm.Sentence(totals.Changes) is { } shift)
            Console.WriteLine(shift);
        if (summary.Kept > 0)
            Console.WriteLine($"{summary.Kept} of {totals.Count} cases were complete before and were not computed again.");
        if (summary.Waiting is { } waiting)
            Console.WriteLine($"{waiting.Sentence} Until then the model's answer stands there.");
        else if (summary.Pending > 0)
            Console.WriteLine(
                $"{summary.Pending} questions are pending; the model's answer stands there until they are answered. Run the same command again later."
            );
        var who = summary.Head is { } head ? $"{summary.Backbone} with {head}, seed {summary.Seed}" : $"{summary.Backbone} alone, without routing";
        Console.WriteLine($"{who}; written to {summary.Output}.");
    }

    /// <summary>Tells which images could not be routed, on standard error.</summary>
    public static void WriteFailed(RoutingSummary summary)
    {
        if (summary.Failed is not { } failed)
            return;
        Console.Error.WriteLine($"{failed.Count} of {summary.Totals.Count + failed.Count} images could not be routed:");
        foreach (var one in failed.Take(MostFailed))
            Console.Error.WriteLine(
                one.Source is { } file && !one.Reason.Contains(file, StringComparison.Ordinal) ? $"- {file}: {one.Reason}" : $"- {one.Reason}"
            );
        if (failed.Count > MostFailed)
            Console.Error.WriteLine($"- {failed.Count - MostFailed} more, which {Path.Combine(summary.Output, RoutingSummary.FileName)} names.");
        Console.Error.WriteLine("Mend or remove them, and type the same again: the others are complete.");
    }

    private static string Whole(int number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Dice(double? dice) => dice is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000}") : "-";

    private static string Share(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.0} %");
}
