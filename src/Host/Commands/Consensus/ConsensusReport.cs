using System.Globalization;
using System.Text.Json.Serialization;
using DeferredSeg.Deferral.Consensus;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Consensus;

/// <summary>All images of a run.</summary>
/// <param name="Cases">By their names.</param>
internal sealed record ConsensusReport(IReadOnlyDictionary<string, ConsensusSummary> Cases)
{
    /// <summary>What was done to masks that is to be told; null where nothing.</summary>
    public IReadOnlyList<string>? Notes { get; init; }
}

/// <summary>The numbers of one image. Null is undefined: all ratings are constant, which says nothing of the raters.</summary>
internal sealed record ConsensusSummary
{
    /// <summary>How many raters there are.</summary>
    [JsonPropertyName("R")]
    public int R { get; init; }

    /// <summary>The prior: the mean of all ratings, or what was given.</summary>
    public double? Gamma { get; init; }

    /// <summary>p of each rater.</summary>
    public IReadOnlyList<double>? Sensitivity { get; init; }

    /// <summary>q of each rater.</summary>
    public IReadOnlyList<double>? Specificity { get; init; }

    /// <summary>How many iterations ran.</summary>
    public int? Iterations { get; init; }

    /// <summary>Whether they stopped by themselves.</summary>
    public bool? Converged { get; init; }

    /// <summary>Whether all ratings are the same constant.</summary>
    public bool Constant { get; init; }

    /// <summary>The smallest distance of a posterior from the threshold 0.5.</summary>
    [JsonPropertyName("near_half")]
    public double? NearHalf { get; init; }

    /// <summary>The mean probability of foreground.</summary>
    [JsonPropertyName("mean_posterior")]
    public double? MeanPosterior { get; init; }

    /// <summary>Pixels at which STAPLE and the strict majority differ.</summary>
    [JsonPropertyName("pixels_consensus_differs_from_majority")]
    public long? PixelsConsensusDiffersFromMajority { get; init; }

    /// <summary>The state after some iterations.</summary>
    public IReadOnlyDictionary<int, ConsensusState>? After { get; init; }

    /// <summary>The same for each label against the rest.</summary>
    public IReadOnlyDictionary<int, ConsensusSummary>? Labels { get; init; }

    public static ConsensusSummary Of(StapleResult staple) =>
        new()
        {
            R = staple.Sensitivity.Length,
            Gamma = staple.Prior,
            Sensitivity = staple.IsConstant ? null : staple.Sensitivity,
            Specificity = staple.IsConstant ? null : staple.Specificity,
            Iterations = staple.Iterations,
            Converged = staple.Converged,
            Constant = staple.IsConstant,
            NearHalf = staple.Posterior.Min(w => Math.Abs(w - 0.5)),
            MeanPosterior = staple.Posterior.Average(),
        };
}

/// <summary>STAPLE after some iterations.</summary>
/// <param name="Sensitivity">p of each rater.</param>
/// <param name="Specificity">q of each rater.</param>
/// <param name="SumPosterior">The expected number of foreground pixels.</param>
internal sealed record ConsensusState(
    IReadOnlyList<double> Sensitivity,
    IReadOnlyList<double> Specificity,
    [property: JsonPropertyName("sum_posterior")] double SumPosterior
);

/// <summary>The raters of each image as a table.</summary>
internal static class ConsensusTable
{
    public static void Write(IReadOnlyList<ConsensusResult> results, IReadOnlyList<string> notes, string? output)
    {
        var labelled = results.Any(one => one.Summary.Labels is not null);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Case");
        if (labelled)
            table.AddColumn("Label");
        table.AddColumn("Rater").AddColumn(new TableColumn("Sensitivity").RightAligned()).AddColumn(new TableColumn("Specificity").RightAligned());
        foreach (var one in results)
        {
            if (one.Summary.Labels is null)
                Rows(table, one, [one.Case], one.Summary);
            else
                foreach (var (label, summary) in one.Summary.Labels)
                    Rows(table, one, [one.Case, label.ToString(CultureInfo.InvariantCulture)], summary);
        }
        AnsiConsole.Write(table);
        foreach (var one in results.Where(one => one.Summary.Labels is null))
            Console.WriteLine(Sentence(one));
        foreach (var note in notes)
            Console.WriteLine(note);
        if (output is not null)
            Console.WriteLine($"Written to {output}.");
    }

    private static void Rows(Table table, ConsensusResult one, string[] first, ConsensusSummary summary)
    {
        for (var rater = 0; rater < one.Raters.Count; rater++)
            table.AddRow([
                .. first.Select(cell => rater == 0 ? cell.EscapeMarkup() : ""),
                one.Raters[rater].EscapeMarkup(),
                Rate(summary.Sensitivity, rater),
                Rate(summary.Specificity, rater),
            ]);
    }

    private static string Sentence(ConsensusResult one)
    {
        var summary = one.Summary;
        if (summary.Constant)
            return $"{one.Case}: all ratings are the same constant, which says nothing of the raters.";
        var warning =
            summary.R == 1 ? " A single rater has nobody to be compared with."
            : summary.Converged == true ? ""
            : " It had not settled; more --iterations may help.";
        return string.Create(
            CultureInfo.InvariantCulture,
            $"{one.Case}: {summary.Iterations} iterations, prior {summary.Gamma:0.0000}; "
                + $"STAPLE and the strict majority differ at {summary.PixelsConsensusDiffersFromMajority} pixels.{warning}"
        );
    }

    private static string Rate(IReadOnlyList<double>? rates, int rater) =>
        rates is null ? "-" : string.Create(CultureInfo.InvariantCulture, $"{rates[rater]:0.0000}");
}
