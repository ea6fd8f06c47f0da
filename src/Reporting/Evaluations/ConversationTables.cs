using System.Globalization;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Reporting.Tables;

namespace DeferredSeg.Reporting.Evaluations;

/// <summary>How far one simulated user got with one network in one way.</summary>
/// <param name="Run">The run.</param>
/// <param name="Seed">The network's seed.</param>
/// <param name="Way">How they got there.</param>
/// <param name="Case">The image.</param>
/// <param name="Patient">Whose image it is.</param>
/// <param name="User">Whose mask is wanted.</param>
/// <param name="Dice">After each interaction.</param>
public sealed record ConversationResult(string Run, long Seed, string Way, string Case, string Patient, string User, IReadOnlyList<double> Dice)
{
    /// <summary>What counts where a target is never reached (SPA, Sec. 4.3.2).</summary>
    public const int Failed = 10;

    /// <summary>The first interaction after which the dice is at least a target; <see cref="Failed"/> where none is.</summary>
    public int Interactions(double target) => Dice.ToList().FindIndex(dice => dice >= target) is var first && first >= 0 ? first + 1 : Failed;
}

/// <summary>Tables of conversations with simulated users.</summary>
public static class ConversationTables
{
    /// <summary>Dice after each interaction, and the interactions that a target takes, a row for each run and way.</summary>
    /// <param name="title">What the table shows.</param>
    /// <param name="results">All conversations.</param>
    /// <param name="targets">Dice that are to be reached, 0 to 1.</param>
    /// <param name="options">How intervals over patients are made.</param>
    public static ResultTable Of(string title, IReadOnlyList<ConversationResult> results, IReadOnlyList<double> targets, BootstrapOptions options)
    {
        var rounds = results.Max(result => result.Dice.Count);
        List<ColumnGroup> groups = [new("Dice after", [.. Enumerable.Range(1, rounds).Select(round => $"{round}")])];
        groups.AddRange(targets.Select(target => new ColumnGroup($"Dice {NumberFormat.Percent.Text(target)}", ["interactions", "failed"])));
        var rows = results
            .GroupBy(result => (result.Run, result.Way))
            .Select(group => new ResultRow([group.Key.Run, group.Key.Way], [.. Cells([.. group], rounds, targets, options)]))
            .ToList();
        var (cases, users) = (
            results.Select(result => result.Case).Distinct().Count(),
            results.Select(result => (result.Case, result.User)).Distinct().Count()
        );
        return new(
            title,
            ["Run", "Way"],
            groups,
            rows,
            [
                $"{users} simulated users of {cases} images; the first interaction is a click. Brackets: {options.Level * 100:0.#} % intervals over patients.",
                $"Interactions: a target that is never reached counts {ConversationResult.Failed}; failed: the share of users who never reached it.",
            ]
        );
    }

    /// <summary>The dice of every user as comma separated values, a line each.</summary>
    public static string Users(IReadOnlyList<ConversationResult> results)
    {
        var rounds = Enumerable.Range(1, results.Max(result => result.Dice.Count)).Select(round => $"dice_{round}");
        var lines = results.Select(one =>
            string.Join(
                ',',
                (string[])
                    [
                        .. new[] { one.Run, $"{one.Seed}", one.Way, one.Case, one.Patient, one.User }.Select(CsvTable.Field),
                        .. one.Dice.Select(dice => dice.ToString("R", CultureInfo.InvariantCulture)),
                    ]
            )
        );
        return string.Join('\n', lines.Prepend($"run,seed,way,case,patient,user,{string.Join(',', rounds)}")) + "\n";
    }

    private static IEnumerable<TableCell> Cells(List<ConversationResult> group, int rounds, IReadOnlyList<double> targets, BootstrapOptions options)
    {
        string[] patients = [.. group.Select(result => result.Patient)];
        for (var round = 0; round < rounds; round++)
            yield return Cell([.. group.Select(result => result.Dice[Math.Min(round, result.Dice.Count - 1)])], NumberFormat.Percent, patients, options);
        foreach (var target in targets)
        {
            yield return Cell([.. group.Select(result => (double)result.Interactions(target))], new NumberFormat(2), patients, options);
            yield return Cell(
                [.. group.Select(result => result.Interactions(target) == ConversationResult.Failed ? 1.0 : 0)],
                NumberFormat.Percent,
                patients,
                options
            );
        }
    }

    private static SummaryCell Cell(double[] values, NumberFormat format, string[] patients, BootstrapOptions options) =>
        new(SampleSummary.Of(values) with { Deviation = double.NaN }, format, PatientBootstrap.Mean(values, patients, options));
}
