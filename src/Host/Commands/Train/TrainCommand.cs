using System.CommandLine;
using DeferredSeg.Host.Runs;

namespace DeferredSeg.Host.Commands.Train;

/// <summary><c>train</c>: segmentors and their routing, one for each variant and seed of a run.</summary>
internal static class TrainCommand
{
    public static Command Create()
    {
        var selection = new RunSelection();
        var format = OutputFormat.Create();
        var resume = new Option<bool>("--resume")
        {
            Description =
                "Goes on with a run that was stopped or killed: networks that have ended stay as they are, the others go on from their newest checkpoint.",
        };
        var command = new Command(
            "train",
            "Trains a segmentation network and its routing, one for each seed and variant of the run, and keeps checkpoints, "
                + "logs and the best weights. docs/training.md says what lies where.\n\n"
                + "Examples:\n"
                + "  ./deferredseg train --config experiment.json\n"
                + "  ./deferredseg train --config experiment.json --set run:seeds:0=1 --set run:seeds:1=2\n"
                + "  ./deferredseg train --config experiment.json --resume\n"
                + "  ./deferredseg train --list configs/lists/loss-ablation.json\n\n"
                + "Ctrl-C stops between two steps and leaves a checkpoint. "
                + "At one number of threads (DEFERREDSEG_THREADS) a resumed run ends with the same weights as an undisturbed one, bit for bit.\n\n"
                + "Exit codes: 1 the training diverged, 3 the configuration is not right, 4 data or the run's folder cannot be read or written, "
                + "or the folder holds a run already, 5 a plugin failed, 130 interrupted."
        )
        {
            resume,
            format,
        };
        selection.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    using var plugins = selection.Plugins(parsed);
                    var runs = selection.Read(parsed, plugins);
                    // Json is one value: several runs are a list.
                    var results = new List<TrainedRun>();
                    foreach (var run in runs)
                    {
                        results.Add(TrainedRun.Train(run.Plan, plugins, parsed.GetValue(resume), TrainingCommandLine.Resuming(parsed), cancellation));
                        if (parsed.GetValue(format) != "json")
                            TrainingTable.Write(results[^1]);
                    }
                    if (parsed.GetValue(format) == "json" && selection.List(parsed) is null)
                        OutputFormat.WriteJson(results[0]);
                    else if (parsed.GetValue(format) == "json")
                        OutputFormat.WriteJson(results);
                    return ExitCode.Ok;
                })
        );
        return command;
    }
}

/// <summary>What to type to go on with a run.</summary>
internal static class TrainingCommandLine
{
    private const string Plain = "-_./:=,+@%";

    /// <summary>What was typed, with <c>--resume</c>, quoted for a shell.</summary>
    public static string Resuming(ParseResult parsed)
    {
        List<string> words = [.. parsed.Tokens.Select(token => token.Value)];
        if (!words.Contains("--resume"))
            words.Add("--resume");
        return string.Join(' ', words.Select(Quoted).Prepend("./deferredseg"));
    }

    private static string Quoted(string word) =>
        word.Length > 0 && word.All(letter => char.IsAsciiLetterOrDigit(letter) || Plain.Contains(letter))
            ? word
            : $"'{word.Replace("'", "'\\''", StringComparison.Ordinal)}'";
}
