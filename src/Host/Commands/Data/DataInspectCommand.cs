using System.CommandLine;
using System.Globalization;
using DeferredSeg.Data.Datasets;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Data;

/// <summary><c>data inspect</c>: what a dataset holds, and all that is wrong with it.</summary>
internal static class DataInspectCommand
{
    public static Command Create()
    {
        var selection = new DatasetSelection();
        var format = OutputFormat.Create();
        var command = new Command(
            "inspect",
            "Reads every file of a dataset: counts, sizes, labels, raters, agreement, and everything missing or unreadable at once. "
                + "Exit code 4 where something cannot be used.\n\n"
                + "Examples:\n"
                + "  ./deferredseg data inspect ../data/chase_db1 --set \"dataset:patient=^Image_(\\d+)\"\n"
                + "  ./deferredseg data inspect --config configs/lidc/base.json --format json"
        )
        {
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var report = DatasetInspection.Of(DatasetOpening.Open(selection.Read(parsed)), cancellation);
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(report);
                    else
                        DatasetTables.Write(report);
                    return report.Problems.Count == 0 ? ExitCode.Ok : ExitCode.Data;
                })
        );
        return command;
    }
}

/// <summary>A dataset's report for people.</summary>
internal static class DatasetTables
{
    private const int ShownSizes = 5;

    public static void Write(DatasetReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn(report.Name.EscapeMarkup()).AddColumn("");
        void Row(string what, string value) => table.AddRow(what.EscapeMarkup(), value.EscapeMarkup());
        Row("Cases", $"{report.Cases} of {report.Patients} patients");
        var planes = report.Channels switch
        {
            1 => "grey",
            3 => "colour",
            var channels => $"{channels} channels",
        };
        Row(
            "Images",
            $"{planes}, {Number(report.Minimum)} to {Number(report.Maximum)}, "
                + $"full brightness {string.Join(", ", report.FullScales.Select(one => report.FullScales.Count == 1 ? one.Key : $"{one.Key} ({one.Value})"))}"
        );
        Row(
            "Sizes",
            string.Join(", ", report.Sizes.Take(ShownSizes).Select(one => report.Sizes.Count == 1 ? one.Key : $"{one.Key} ({one.Value})"))
                + (report.Sizes.Count > ShownSizes ? $" and {report.Sizes.Count - ShownSizes} more" : "")
        );
        Row("Classes", $"{string.Join(", ", report.Classes)} ({report.ClassKind})");
        Row(
            "Reference",
            report.Gold == 0
                ? "none"
                : $"{report.Gold}, {report.EmptyGold} empty; "
                    + $"share of pixels {string.Join(", ", report.Classes.Zip(report.ForegroundShare).Select(one => $"{one.First} {Share(one.Second)}"))}"
        );
        Row("Field of view", report.FieldsOfView == 0 ? "none" : $"{report.FieldsOfView}");
        AnsiConsole.Write(table);
        if (report.Raters.Count > 0)
            Raters(report);
        foreach (var (of, values) in report.Raters.Select(rater => ($"'{rater.Name}'", rater.Values)).Prepend(("the reference", report.GoldValues)))
        {
            if (values is not null)
                Console.WriteLine($"Masks of {of} hold {values.Listed}.");
        }
        foreach (var note in report.Notes)
            Console.WriteLine(note);
        if (report.Problems.Count > 0)
            Console.Error.WriteLine($"{report.Problems.Count} problems:{string.Concat(report.Problems.Select(problem => $"\n- {problem}"))}");
    }

    private static void Raters(DatasetReport report)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Rater");
        foreach (var column in new[] { "Masks", "Empty", "Missing", "Declined", "Broken", "Dice: others", "reference" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var rater in report.Raters)
        {
            table.AddRow([
                rater.Name.EscapeMarkup(),
                .. new[] { rater.Present, rater.Empty, rater.Missing, rater.Declined, rater.Unreadable }.Select(count =>
                    count.ToString(CultureInfo.InvariantCulture)
                ),
                Dice(rater.DiceWithOthers),
                Dice(rater.DiceWithGold),
            ]);
        }
        AnsiConsole.Write(table);
    }

    private static string Dice(double? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.000}") : "-";

    private static string Number(double? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.###}") : "-";

    private static string Share(double value) => string.Create(CultureInfo.InvariantCulture, $"{100 * value:0.0}%");
}
