using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Engine.Training.Progress;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;
using DeferredSeg.Reporting;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Reports;
using DeferredSeg.Reporting.Tables;
using TorchSharp;

namespace DeferredSeg.Host.Commands.Evaluate;

/// <summary>What an evaluation leaves in a folder: tables, numbers of every case, and the ledger.</summary>
internal static class EvaluationFiles
{
    /// <summary>Writes everything but the report.</summary>
    /// <exception cref="DataException">The folder or a file cannot be written.</exception>
    public static void Write(string folder, EvaluationTables tables, IReadOnlyList<EvaluatedRun> runs)
    {
        TextFile.CreateFolder(folder);
        TextFile.Write(Path.Combine(folder, "results.md"), tables.Markdown());
        TextFile.Write(Path.Combine(folder, "results.json"), tables.Json());
        foreach (var (name, table, _, _) in tables.Named)
            TextFile.Write(Path.Combine(folder, $"{name}.csv"), CsvTable.Of(table));
        RunEvaluation[] numbers = [.. runs.Select(run => run.Numbers)];
        TextFile.Write(Path.Combine(folder, "cases.csv"), CaseTables.Policies(numbers));
        TextFile.Write(Path.Combine(folder, "channels.csv"), CaseTables.Channels(numbers));
        foreach (var (run, number) in runs.Select((run, i) => (run, i + 1)))
        {
            foreach (var (ledger, variant) in run.Ledgers.Values.Select((ledger, i) => (ledger, i + 1)))
            {
                var name = $"ledger{(runs.Count == 1 ? "" : $"-run-{number}")}{(run.Ledgers.Count == 1 ? "" : $"-variant-{variant}")}";
                Write(Path.Combine(folder, name + ".jsonl"), ledger.WriteJsonLines);
                Write(Path.Combine(folder, name + ".csv"), ledger.WriteTable);
            }
        }
    }

    /// <summary>The ledgers of a run in sentences.</summary>
    public static IReadOnlyList<string> Sentences(EvaluatedRun run) =>
        [.. LedgerSummary.Of([.. run.Ledgers.Values.SelectMany(ledger => ledger.Entries)]).Sentences()];

    private static void Write(string file, Action<TextWriter> write)
    {
        using var text = new StringWriter();
        write(text);
        TextFile.Write(file, text.ToString());
    }
}

/// <summary>The report of a run as a file.</summary>
internal static class ReportFile
{
    /// <summary>Writes it.</summary>
    /// <exception cref="DataException">It cannot be written.</exception>
    public static void Write(
        string file,
        EvaluatedRun run,
        EvaluationTables tables,
        PluginHost plugins,
        CancellationToken cancellation,
        IQuestionStore? questions = null
    )
    {
        var member = run.Run.Plan.Members[0];
        using var evaluation = MemberEvaluation.Open(member, plugins, questions: questions);
        var network = evaluation.Network;
        var (telling, further) = Panels(run, evaluation, cancellation);
        var report = EvaluationReport.Of(
            run.Numbers,
            tables,
            [.. run.Run.Plan.Members.Select(one => (one.Name, Epochs(one)))],
            telling,
            further,
            EvaluationFiles.Sentences(run),
            [
                new("Network", network.System.Backbone.Description.Id),
                new("Written", DateTimeOffset.Now.ToString("yyyy-MM-dd HH:mm", CultureInfo.InvariantCulture)),
            ],
            [
                new("DeferredSeg.Host", Version(typeof(ReportFile))),
                new("Contract", Version(typeof(ISegmentorBackbone))),
                .. plugins
                    .Plugins.Where(plugin => plugin.Manifest is not null)
                    .Select(plugin => new ReportFact(plugin.Manifest!.Id, plugin.Manifest.Version.ToString()))
                    .OrderBy(fact => fact.Name, StringComparer.Ordinal),
                new("TorchSharp", Version(typeof(torch))),
                new("libtorch", torch.__version__),
                new(".NET", Environment.Version.ToString()),
                new("Threads", torch.get_num_threads().ToString(CultureInfo.InvariantCulture)),
            ],
            File.ReadAllText(Path.Combine(run.Run.Plan.Folder, RunPlan.ConfigurationFile))
        );
        TextFile.Write(file, ReportHtml.Of(report));
    }

    private static (List<CasePanel> Telling, List<CasePanel> Further) Panels(EvaluatedRun run, MemberEvaluation evaluation, CancellationToken cancellation)
    {
        var member = evaluation.Network.Member;
        var cases = run.Numbers.Cases.Where(one => one.Variant == member.Variant && one.Seed == member.Seed).ToList();
        var telling = CaseRanking.Telling(
            [.. cases.Select(one => one.Policies[0].Rates(EmptyMasks.Agree).Dice)],
            [.. cases.Select(one => one.System.Rates(EmptyMasks.Agree).Dice)]
        );
        var shown = telling.Select(one => one.Place).ToHashSet();
        var (best, worst) = CaseRanking.Of(
            [.. cases.Select((one, place) => shown.Contains(place) ? double.NaN : one.System.Rates(EmptyMasks.Undefined).Dice)],
            (member.Experiment.Settings.Evaluation ?? new()).Panels
        );
        var hasBackground = evaluation.Network.System.Backbone.Description.ClassKind == ClassKind.Exclusive;
        return (
            [.. telling.Select(one => Panel($"{one.Why}: {cases[one.Place].Case}", one.Place))],
            [.. best.Select(place => Panel(Title("best", place), place)), .. worst.Select(place => Panel(Title("worst", place), place))]
        );

        string Title(string why, int place) =>
            $"{cases[place].Case} ({why}, DSC {NumberFormat.Percent.TextWithUnit(cases[place].System.Rates(EmptyMasks.Agree).Dice)})";

        CasePanel Panel(string title, int place) => EvaluatedPanel.Of(title, evaluation.Measure(place, cancellation), run.Numbers.Experts, hasBackground);
    }

    private static IReadOnlyList<EpochProgress> Epochs(RunMember member)
    {
        try
        {
            return EpochLog.Read(member.Folder);
        }
        catch (CheckpointException)
        {
            // Weights may travel without their logs; the report then has no curves.
            return [];
        }
    }

    private static string Version(Type type) => type.Assembly.GetName().Version?.ToString(3) ?? "";
}
