using System.CommandLine;
using DeferredSeg.Data.Datasets;

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
            "Reads every file of a dataset: counts, sizes, labels, raters, agreement, and everything missing or unreadable at once. Exit code 4 where something cannot be used.\n\nExamples:\n  ./deferredseg data inspect ../data/chase_db1 --set \"dataset:patient=^Image_(\\d+)\"\n  ./deferredseg data inspect --config configs/cells.json --format json"
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
