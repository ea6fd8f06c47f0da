using System.CommandLine;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Host.Commands.Data;

/// <summary><c>data convert</c>: a dataset of any kind as folders of PNG or NPY files.</summary>
internal static class DataConvertCommand
{
    public static Command Create()
    {
        var selection = new DatasetSelection();
        var format = OutputFormat.Create();
        var output = new Option<string>("--output") { Description = "The folder to write: empty, or not there yet.", Required = true };
        var form = new Option<string>("--as") { Description = "png for pictures, npy for any values.", DefaultValueFactory = _ => "png" };
        form.AcceptOnlyFromAmong("png", "npy");
        var command = new Command(
            "convert",
            "Writes a dataset as images/, masks/, fov/ and a folder for each rater, with index.csv and dataset.json; "
                + "what it writes opens as the same dataset. Volumes become slices.\n\n"
                + "Example:\n"
                + "  ./deferredseg data convert ../data/hippocampus --as npy --set dataset:volumes:slices=withForeground --output slices"
        )
        {
            output,
            form,
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    LibtorchProcess.Start();
                    DatasetOutput.Write(
                        DatasetOpening.Open(selection.Read(parsed)),
                        parsed.GetValue(output)!,
                        parsed.GetValue(form)!,
                        parsed.GetValue(format)!,
                        cancellation
                    );
                    return ExitCode.Ok;
                })
        );
        return command;
    }
}

/// <summary>Writes a dataset to a folder and says so.</summary>
internal static class DatasetOutput
{
    public static void Write(IDataset dataset, string folder, string form, string format, CancellationToken cancellation)
    {
        DatasetNotes.Tell(dataset);
        new DatasetWriter(dataset, folder, form == "npy" ? WrittenForm.Npy : WrittenForm.Png).Write(cancellation);
        var report = new WrittenReport(folder, dataset.Cases.Count, dataset.Raters?.Raters ?? []);
        if (format == "json")
            OutputFormat.WriteJson(report);
        else
            Console.WriteLine(
                $"{report.Cases} cases{(report.Raters.Count > 0 ? $" with {report.Raters.Count} raters" : "")} written to {folder}. "
                    + $"See them: ./deferredseg data inspect {folder}"
            );
    }
}

/// <summary>A dataset that was written.</summary>
/// <param name="Folder">Where.</param>
/// <param name="Cases">How many cases.</param>
/// <param name="Raters">The raters.</param>
internal sealed record WrittenReport(string Folder, int Cases, IReadOnlyList<string> Raters);
