using System.CommandLine;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Host.Commands.Data;

/// <summary><c>data phantom</c>: a generated dataset with raters.</summary>
internal static class DataPhantomCommand
{
    public static Command Create()
    {
        var selection = new DatasetSelection();
        var format = OutputFormat.Create();
        var output = new Option<string>("--output") { Description = "The folder to write: empty, or not there yet.", Required = true };
        Option<long?>[] numbers =
        [
            new("--cases") { Description = "How many images." },
            new("--size") { Description = "Rows and columns." },
            new("--raters") { Description = "How many raters." },
            new("--patients") { Description = "How many patients; 0 for as many as images." },
            new("--seed") { Description = "Which set; the same seed gives the same files." },
        ];
        var command = new Command(
            "phantom",
            "Generates a dataset: lesions with ambiguous borders of low contrast, thin structures, and raters with styles of their own. "
                + "Further settings are those of dataset:phantom.\n\n"
                + "Example:\n"
                + "  ./deferredseg data phantom --cases 40 --size 128 --seed 7 --output phantom --set dataset:phantom:noise=0.12"
        )
        {
            output,
            format,
        };
        foreach (var number in numbers)
            command.Options.Add(number);
        selection.AddTo(command, withFolder: false);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    var given = numbers
                        .Where(number => parsed.GetValue(number) is not null)
                        .Select(number => FormattableString.Invariant($"dataset:phantom:{number.Name[2..]}={parsed.GetValue(number)}"));
                    var settings = selection.Read(parsed, ["dataset:source=phantom", .. given]);
                    LibtorchProcess.Start();
                    DatasetOutput.Write(DatasetOpening.Open(settings), parsed.GetValue(output)!, "png", parsed.GetValue(format)!, cancellation);
                    return ExitCode.Ok;
                })
        );
        return command;
    }
}
