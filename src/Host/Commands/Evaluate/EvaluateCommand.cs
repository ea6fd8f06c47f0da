using System.CommandLine;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Host.Commands.Evaluate.Shared;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Tables;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Evaluate;

/// <summary><c>evaluate</c>: how good model and experts together are, compared with the model alone, the experts alone and routing without a router.</summary>
internal static class EvaluateCommand
{
    private const string Description = """
        Measures trained runs on the cases that were kept for it: tables, numbers of every case, the ledger, and for a single run a report. docs/evaluation.md
        says what each number is.

        Examples:
          ./deferredseg evaluate runs/demo
          ./deferredseg evaluate runs/dc runs/sm runs/two-stage --output compared
          ./deferredseg evaluate --list configs/lists/loss-ablation.json --output ablation
          ./deferredseg evaluate runs/demo --set routing:budget=0.05 --set evaluation:part=validation --output at-5
          ./deferredseg evaluate runs/demo --ways --output ways
          ./deferredseg evaluate runs/demo --guarantee "1 - dice <= 0.25 at delta 0.1" --draws 1000
          ./deferredseg evaluate runs/demo --resume
          ./deferredseg evaluate runs/demo --cluster redis://127.0.0.1:6379

        Exit codes: 3 the configuration is not right, 4 data cannot be read or a run was not trained, 5 a plugin failed, 6 people have yet to answer,
        130 interrupted.
        """;

    public static Command Create() => Create(new());

    /// <summary>With options that are read elsewhere too.</summary>
    public static Command Create(EvaluateOptions options)
    {
        var command = new Command("evaluate", Description);
        options.AddTo(command);
        command.SetAction((parsed, cancellation) => Task.Run(() => Run(options, parsed, cancellation)));
        return command;
    }

    private static async Task<int> Run(EvaluateOptions options, ParseResult parsed, CancellationToken cancellation)
    {
        var clusterPlace = options.Place(parsed);
        if (clusterPlace.Redis is { } redis)
            await redis.RequireThere();
        using var prepared = PreparedEvaluation.Read(options, parsed);
        var (plugins, runs) = (prepared.Plugins, prepared.Runs);
        var list = options.Selection.List(parsed);
        var shared = options.IsShared(parsed) ? new SharedEvaluation(prepared, parsed, clusterPlace, cancellation) : null;
        if (prepared.Guarantee is { } statement)
        {
            var draws = parsed.GetValue(options.Draws);
            var sentences = shared is not null
                ? await shared.Certify(draws)
                : runs.SelectMany(run =>
                    GuaranteeRun.Certify(
                        run.Plan,
                        plugins,
                        statement,
                        draws,
                        (evaluation, _) => evaluation.Losses(evaluation.Candidates(), statement, cancellation)
                    )
                );
            foreach (var sentence in sentences)
                Console.Error.WriteLine(sentence);
        }
        using var place = options.People.Open(parsed);
        var anyValues = parsed.GetValue(options.AnyValues);
        var evaluated = shared is not null
            ? await shared.Measure(anyValues)
            : [.. runs.Select(run => EvaluatedRun.Of(run, plugins, cancellation, anyValues, place?.Store, prepared.ComparesWays))];
        var format = parsed.GetValue(options.Format);
        if (place?.Wait(evaluated.Sum(run => run.Numbers.Cases.Sum(one => one.PendingQuestions))) is { } waiting)
        {
            if (format == "json")
                OutputFormat.WriteJson(new { Pending = waiting.Questions, Waiting = waiting });
            else
                Console.WriteLine($"{waiting.Sentence} Nothing is measured before.");
            return ExitCode.Pending;
        }
        var settings = runs[0].Plan.Experiment.Settings.Evaluation ?? new();
        var title = list?.Title ?? (runs.Count == 1 ? $"{runs[0].Name}: System, Expert and Model" : "Runs: System, Expert and Model");
        var tables = EvaluationTables.Of(title, [.. evaluated.Select(run => run.Numbers)], list?.Heads ?? [], new BootstrapOptions(settings.Resamples));
        var folder = prepared.Output;
        if (folder is not null)
            EvaluationFiles.Write(folder, tables, evaluated);
        var html = folder is not null && runs.Count == 1 && !parsed.GetValue(options.NoReport) ? Path.Combine(folder, "report.html") : null;
        if (html is not null)
            ReportFile.Write(html, evaluated[0], tables, plugins, cancellation, place?.Store);
        if (format == "json")
            Console.Write(tables.Json());
        else
            Show(tables, evaluated, folder, html);
        return ExitCode.Ok;
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
