using DeferredSeg.Data.Ledgers;
using DeferredSeg.Reporting.Evaluations;
using DeferredSeg.Reporting.Tables;

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
        foreach (var (name, table) in tables.Named)
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
