using System.CommandLine;
using DeferredSeg.Deferral.Guarantees;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Tables;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Evaluate;

/// <summary><c>evaluate</c>: how good model and experts together are, compared with the model alone, the experts alone and routing without a router.</summary>
internal static class EvaluateCommand
{
    public static Command Create()
    {
        var selection = new RunSelection();
        var format = OutputFormat.Create();
        var output = new Option<string?>("--output")
        {
            Description =
                "The folder for tables, numbers of every case and ledger; by default evaluation in the run's folder for a "
                + "single run, and nothing is written for several.",
        };
        var report = new Option<bool>("--no-report") { Description = "Leaves report.html out." };
        var guarantee = new Option<string?>("--guarantee")
        {
            Description =
                "A risk that the cheapest policy is to keep on patients to come, for example \"1 - dice <= 0.25 at delta 0.1\": the "
                + "validation patients calibrate it, "
                + "and what is certified is kept with the run and served by route. docs/guarantee.md says what it promises.",
        };
        var draws = new Option<int>("--draws") { Description = "With --guarantee: how often calibration patients are drawn anew, to see how it fares." };
        draws.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && int.TryParse(result.Tokens[0].Value, out var value) && value < 0)
                result.AddError($"--draws is {value}; expected 0 or more.");
        });
        var ways = new Option<bool>("--ways")
        {
            Description =
                "Lets recorded and simulated experts answer the same regions by painting, judging, choosing and clicking, and shows what each takes for "
                + "the same System dice. docs/spa.md says how that is counted.",
        };
        var anyValues = new Option<bool>(TrainingImages.Accept)
        {
            Description = "Measures images too whose values lie far from all that the network was trained on, which is refused otherwise.",
        };
        var command = new Command(
            "evaluate",
            "Measures trained runs on the cases that were kept for it: tables, numbers of every case, the ledger, "
                + "and for a single run a report. docs/evaluation.md says what each number is.\n\n"
                + "Examples:\n"
                + "  ./deferredseg evaluate runs/demo\n"
                + "  ./deferredseg evaluate runs/dc runs/sm runs/two-stage --output compared\n"
                + "  ./deferredseg evaluate --list configs/lists/loss-ablation.json --output ablation\n"
                + "  ./deferredseg evaluate runs/demo --set routing:budget=0.05 --set evaluation:part=validation --output at-5\n"
                + "  ./deferredseg evaluate runs/demo --ways --output ways\n"
                + "  ./deferredseg evaluate runs/demo --guarantee \"1 - dice <= 0.25 at delta 0.1\" --draws 1000\n\n"
                + "Exit codes: 3 the configuration is not right, 4 data cannot be read or a run was not trained, 5 a plugin failed, 6 people "
                + "have yet to answer, "
                + "130 interrupted."
        )
        {
            output,
            report,
            guarantee,
            draws,
            ways,
            anyValues,
            format,
        };
        selection.AddTo(command, withFolders: true);
        var people = new QuestionOptions();
        people.AddTo(command);
        command.SetAction(
            (parsed, cancellation) =>
                Task.Run(() =>
                {
                    using var plugins = selection.Plugins(parsed);
                    var runs = selection.Read(parsed, plugins, onlyReads: true);
                    var list = selection.List(parsed);
                    if (parsed.GetValue(guarantee) is { } wanted)
                    {
                        var statement = Statement(wanted);
                        foreach (
                            var sentence in runs.SelectMany(run => GuaranteeRun.Certify(run.Plan, plugins, statement, parsed.GetValue(draws), cancellation))
                        )
                            Console.Error.WriteLine(sentence);
                    }
                    using var place = people.Open(parsed);
                    var evaluated = runs.Select(run =>
                            EvaluatedRun.Of(run, plugins, cancellation, parsed.GetValue(anyValues), place?.Store, parsed.GetValue(ways))
                        )
                        .ToList();
                    if (place?.Wait(evaluated.Sum(run => run.Numbers.Cases.Sum(one => one.PendingQuestions))) is { } waiting)
                    {
                        if (parsed.GetValue(format) == "json")
                            OutputFormat.WriteJson(new { Pending = waiting.Questions, Waiting = waiting });
                        else
                            Console.WriteLine($"{waiting.Sentence} Nothing is measured before.");
                        return ExitCode.Pending;
                    }
                    var settings = runs[0].Plan.Experiment.Settings.Evaluation ?? new();
                    var title = list?.Title ?? (runs.Count == 1 ? $"{runs[0].Name}: System, Expert and Model" : "Runs: System, Expert and Model");
                    var tables = EvaluationTables.Of(
                        title,
                        [.. evaluated.Select(run => run.Numbers)],
                        list?.Heads ?? [],
                        new BootstrapOptions(settings.Resamples)
                    );
                    var folder = parsed.GetValue(output) ?? (runs.Count == 1 ? Path.Combine(runs[0].Plan.Folder, "evaluation") : null);
                    if (folder is not null)
                        EvaluationFiles.Write(folder, tables, evaluated);
                    var html = folder is not null && runs.Count == 1 && !parsed.GetValue(report) ? Path.Combine(folder, "report.html") : null;
                    if (html is not null)
                        ReportFile.Write(html, evaluated[0], tables, plugins, cancellation, place?.Store);
                    if (parsed.GetValue(format) == "json")
                        Console.Write(tables.Json());
                    else
                        Show(tables, evaluated, folder, html);
                    return ExitCode.Ok;
                })
        );
        return command;
    }

    private static RiskStatement Statement(string text)
    {
        try
        {
            return RiskStatement.Parse(text);
        }
        catch (FormatException e)
        {
            throw new ConfigurationException($"--guarantee: {e.Message}", e);
        }
    }

    /// <summary>What one wants first, where everything lies, and what came out.</summary>
    internal static void Show(EvaluationTables tables, IReadOnlyList<EvaluatedRun> runs, string? folder, string? report)
    {
        foreach (var one in tables.Named.Where(one => one.OnConsole))
            AnsiConsole.Write(ConsoleTable.Of(one.Table));
        foreach (var run in runs)
        {
            foreach (var sentence in EvaluationFiles.Sentences(run))
                Console.WriteLine(runs.Count == 1 ? sentence : $"{run.Run.Name}: {sentence}");
        }
        foreach (var run in runs)
        {
            if (ShiftAlarm.Of(run.Numbers) is { } changes)
                Console.WriteLine(runs.Count == 1 ? changes : $"{run.Run.Name}: {changes}");
        }
        if (folder is not null)
            Console.WriteLine($"All tables: {Path.Combine(folder, "results.md")}");
        if (report is not null)
            Console.WriteLine($"Report: {report}");
        foreach (var conclusion in tables.Conclusions)
            Console.WriteLine(conclusion);
    }
}
