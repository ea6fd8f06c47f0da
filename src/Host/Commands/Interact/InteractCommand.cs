using System.CommandLine;
using System.Globalization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Tables;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Interact;

/// <summary><c>interact</c>: how many interactions simulated users need until a network's mask is theirs.</summary>
internal static class InteractCommand
{
    public static Command Create()
    {
        var selection = new RunSelection();
        var format = OutputFormat.Create();
        var users = new Option<UserKind>("--users")
        {
            Description = "subsets: a user for each subset of the raters who saw an image; raters: one for each rater.",
            DefaultValueFactory = _ => UserKind.Subsets,
        };
        var rounds = Number("--interactions", "The most interactions, the first click among them.", 6, 1, 100);
        var candidates = Number("--candidates", "The most candidates, or hypotheses of a network, that a user chooses from.", 4, 1, 64);
        var most = Number("--images", "The most images, evenly spread over the part; 0 takes all.", 0, 0, int.MaxValue);
        var targets = new Option<double[]>("--target")
        {
            Description = "A dice that is to be reached, from 0 to 1. May be repeated.",
            DefaultValueFactory = _ => [0.7, 0.8],
            AllowMultipleArgumentsPerToken = true,
        };
        targets.Validators.Add(result =>
        {
            foreach (var token in result.Tokens)
                if (double.TryParse(token.Value, NumberStyles.Float, CultureInfo.InvariantCulture, out var value) && value is not (> 0 and <= 1))
                    result.AddError($"--target is {token.Value}; expected a dice above 0 and at most 1.");
        });
        var output = new Option<string?>("--output") { Description = "A folder for the table and the dice of every user; by default nothing is written." };
        var command = new Command(
            "interact",
            "Lets simulated users, who hold a rater's mask or what several raters agree on, talk to trained networks, and measures how near "
                + "the answer is after each "
                + "interaction. What a network offers is used: candidates to choose from (SPA), clicks, or a choice among its hypotheses. "
                + "docs/spa.md says what the "
                + "numbers are.\n\n"
                + "Examples:\n"
                + "  ./deferredseg interact runs/spa/spa\n"
                + "  ./deferredseg interact --list configs/lists/spa.json --images 60 --output conversations\n"
                + "  ./deferredseg interact runs/spa/spa runs/spa/medsam --users raters --target 0.7\n\n"
                + "Exit codes: 3 the configuration is not right, 4 data cannot be read or a run was not trained, 5 a plugin failed, 130 interrupted."
        )
        {
            users,
            rounds,
            candidates,
            most,
            targets,
            output,
            format,
        };
        selection.AddTo(command, withFolders: true);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    using var plugins = selection.Plugins(parsed);
                    var runs = selection.Read(parsed, plugins, onlyReads: true);
                    var talk = new TalkSettings(
                        parsed.GetValue(users),
                        parsed.GetValue(rounds),
                        parsed.GetValue(candidates),
                        parsed.GetValue(most) is > 0 and var some ? some : null
                    );
                    var results = runs.SelectMany(run => InteractRun.Of(run, plugins, talk, cancellation)).ToList();
                    var settings = runs[0].Plan.Experiment.Settings.Evaluation ?? new();
                    var table = ConversationTables.Of(
                        selection.List(parsed)?.Title ?? (runs.Count == 1 ? $"{runs[0].Name}: conversations" : "Conversations"),
                        results,
                        parsed.GetValue(targets)!,
                        new BootstrapOptions(settings.Resamples)
                    );
                    if (parsed.GetValue(output) is { } folder)
                        InteractFiles.Write(folder, table, results);
                    if (parsed.GetValue(format) == "json")
                        Console.WriteLine(JsonTable.Of(table));
                    else
                        AnsiConsole.Write(ConsoleTable.Of(table));
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static Option<int> Number(string name, string description, int normal, int least, int largest)
    {
        var option = new Option<int>(name) { Description = description, DefaultValueFactory = _ => normal };
        option.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && (value < least || value > largest))
                result.AddError($"{name} is {value}; expected {(largest == int.MaxValue ? $"{least} or more" : $"{least} to {largest}")}.");
        });
        return option;
    }
}
