using System.Globalization;
using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Reporting.Evaluations;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>A routing run as a table.</summary>
internal static class RoutingTable
{
    public static void Write(RoutingSummary summary)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Case").AddColumn(new TableColumn("Model").RightAligned());
        foreach (var expert in summary.Cases[0].Experts)
            table.AddColumn(new TableColumn(expert.Name.EscapeMarkup()).RightAligned());
        table.AddColumn(new TableColumn("Regions").RightAligned());
        var hasTruth = summary.Cases.Any(one => one.ModelDice is not null);
        if (hasTruth)
            table.AddColumn(new TableColumn("Model Dice").RightAligned()).AddColumn(new TableColumn("System Dice").RightAligned());
        foreach (var one in summary.Cases)
            table.AddRow([
                one.Case.EscapeMarkup(),
                Share(one.Coverage),
                .. one.Experts.Select(expert => expert.Status is "answered" or "not-asked" ? Share(expert.Load) : $"{Share(expert.Load)} {expert.Status}"),
                one.Regions.Count.ToString(CultureInfo.InvariantCulture),
                .. hasTruth ? (string[])[Dice(one.ModelDice), Dice(one.SystemDice)] : [],
            ]);
        AnsiConsole.Write(table);
        foreach (
            var (one, expert) in summary.Cases.SelectMany(one => one.Experts.Select(expert => (one, expert))).Where(pair => pair.expert.Reason is not null)
        )
            Console.WriteLine($"{one.Case}: {expert.Name} declined: {expert.Reason} The model's answer stands there.");
        foreach (var one in summary.Cases.Where(one => one.Note is not null))
            Console.WriteLine($"{one.Case}: {one.Note}");
        var changes = summary.Cases.Select(one => one.Changes).OfType<AnswerChanges>().Aggregate(AnswerChanges.None, (sum, one) => sum + one);
        if (ShiftAlarm.Sentence(changes) is { } shift)
            Console.WriteLine(shift);
        if (summary.Kept > 0)
            Console.WriteLine($"{summary.Kept} of {summary.Cases.Count} cases were complete before and were not computed again.");
        if (summary.Pending > 0)
            Console.WriteLine(
                $"{summary.Pending} questions are pending; the model's answer stands there until they are answered. Run the same command again later."
            );
        var who = summary.Head is { } head ? $"{summary.Backbone} with {head}, seed {summary.Seed}" : $"{summary.Backbone} alone, without routing";
        Console.WriteLine($"{who}; written to {summary.Output}.");
    }

    private static string Dice(double? dice) => dice is { } value ? string.Create(CultureInfo.InvariantCulture, $"{value:0.000}") : "-";

    private static string Share(double part) => string.Create(CultureInfo.InvariantCulture, $"{100 * part:0.0} %");
}
