using System.CommandLine;
using DeferredSeg.Data;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Identity;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Data;

/// <summary><c>data split</c>: which patients train, validate and test.</summary>
internal static class DataSplitCommand
{
    public static Command Create()
    {
        var selection = new DatasetSelection();
        var format = OutputFormat.Create();
        var output = new Option<string?>("--output") { Description = "The JSON file to write, for dataset:split:file." };
        var command = new Command(
            "split",
            "Divides the patients of a dataset as dataset:split says: shares, folds, or lists in a file, which are checked. "
                + "No patient is ever in two parts, nor an image that is there under several names.\n\n"
                + "Examples:\n"
                + "  ./deferredseg data split ../data/lidc4 --output split.json\n"
                + "  ./deferredseg data split ../data/lidc4 --set dataset:split:folds=5 --set dataset:split:fold=2"
        )
        {
            output,
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var settings = selection.Read(parsed);
                    var dataset = DatasetOpening.Open(settings);
                    var twins = DatasetNotes.TwinsOf(dataset, dataset.Cases, cancellation);
                    // A list of the user's own is checked and left as it is.
                    var isListed = settings.Split?.File is { Length: > 0 };
                    var split = DatasetSplit.Of(isListed ? dataset.Cases : twins.AsOnePatient(dataset.Cases), settings.Split ?? new());
                    DatasetNotes.Tell(dataset, isListed ? twins.Leak(split) : Kept(twins));
                    if (parsed.GetValue(output) is { } file)
                        TextFile.Write(file, SplitFile.Text(split));
                    if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(SplitReport.Of(split));
                    else
                        Write(split, parsed.GetValue(output));
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static string? Kept(TwinImages twins) => twins.Note() is { } note ? $"{note} Here they are in one part." : null;

    private static void Write(DatasetSplit split, string? file)
    {
        var table = new Table()
            .Border(TableBorder.Rounded)
            .AddColumn("Part")
            .AddColumn(new TableColumn("Patients").RightAligned())
            .AddColumn(new TableColumn("Cases").RightAligned());
        foreach (var part in Enum.GetValues<SplitPart>())
            table.AddRow(DatasetSplit.Name(part), $"{split[part].Select(one => one.Patient).Distinct(StringComparer.Ordinal).Count()}", $"{split[part].Count}");
        AnsiConsole.Write(table);
        if (file is not null)
            Console.WriteLine($"Written to {file}.");
    }
}

/// <summary>The parts of a split by case ids.</summary>
/// <param name="Train">Cases to fit weights.</param>
/// <param name="Validation">Cases to choose by.</param>
/// <param name="Test">Cases to report.</param>
internal sealed record SplitReport(IReadOnlyList<string> Train, IReadOnlyList<string> Validation, IReadOnlyList<string> Test)
{
    public static SplitReport Of(DatasetSplit split) =>
        new([.. split.Train.Select(one => one.Id)], [.. split.Validation.Select(one => one.Id)], [.. split.Test.Select(one => one.Id)]);
}
