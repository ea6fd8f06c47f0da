using System.Globalization;
using System.Text.Json.Serialization;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Deferral.Measures;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Simulate;

/// <summary>All cases of a run.</summary>
/// <param name="Experts">The experts' names, in the order of every list and array.</param>
/// <param name="Masks">The cases, by their names.</param>
/// <param name="Ledger">Where ground truth was used, in sentences.</param>
internal sealed record SimulationReport(IReadOnlyList<string> Experts, IReadOnlyDictionary<string, SimulationSummary> Masks, IReadOnlyList<string> Ledger);

/// <summary>The numbers of one image.</summary>
/// <param name="Foreground">Pixels of the foreground; null where no expert divides the image, or they do so differently.</param>
/// <param name="Boundary">Pixels of the boundary.</param>
/// <param name="Background">Pixels of the rest.</param>
/// <param name="Experts">What each expert did.</param>
internal sealed record SimulationSummary(long? Foreground, long? Boundary, long? Background, IReadOnlyList<SimulatedAccuracy> Experts)
{
    /// <summary>Counts and measures.</summary>
    /// <param name="truth">The reference.</param>
    /// <param name="answers">The experts' answers.</param>
    /// <param name="partition">0 background, 1 boundary, 2 foreground, the same for all experts; null where there is none such.</param>
    public static SimulationSummary Of(MaskPlanes truth, IReadOnlyList<SimulatedAnswer> answers, byte[]? partition)
    {
        long? Count(byte region) => partition?.AsSpan().Count(region);
        return new(Count(2), Count(1), Count(0), [.. answers.Select(answer => SimulatedAccuracy.Of(truth, answer))]);
    }
}

/// <summary>How good one expert's answer is; null without one.</summary>
/// <param name="Name">The expert.</param>
/// <param name="Status">answered, declined or pending.</param>
/// <param name="Reason">Why it was declined.</param>
/// <param name="ExpectedAccuracy">The mean probability of being right; null where errors are not independent.</param>
/// <param name="Accuracy">The share of pixels that are right.</param>
/// <param name="ForegroundAccuracy">The same within the foreground; null without such pixels.</param>
/// <param name="BoundaryAccuracy">The same within the boundary.</param>
/// <param name="BackgroundAccuracy">The same within the rest.</param>
/// <param name="Dice">Against the reference; two empty masks agree.</param>
internal sealed record SimulatedAccuracy(
    string Name,
    string Status,
    string? Reason = null,
    [property: JsonPropertyName("expected_accuracy")] double? ExpectedAccuracy = null,
    double? Accuracy = null,
    [property: JsonPropertyName("foreground_accuracy")] double? ForegroundAccuracy = null,
    [property: JsonPropertyName("boundary_accuracy")] double? BoundaryAccuracy = null,
    [property: JsonPropertyName("background_accuracy")] double? BackgroundAccuracy = null,
    double? Dice = null
)
{
    public static SimulatedAccuracy Of(MaskPlanes truth, SimulatedAnswer answer)
    {
        if (answer.Simulation is not { } simulation)
            return new(answer.Expert, answer.Status, answer.Reason);
        var right = new long[3];
        var pixels = new long[3];
        long all = 0;
        for (var i = 0; i < truth.Values.Length; i++)
        {
            var isRight = simulation.Mask.Values[i] == truth.Values[i];
            if (isRight)
                all++;
            if (simulation.Partition.Length == 0)
                continue;
            pixels[simulation.Partition[i]]++;
            if (isRight)
                right[simulation.Partition[i]]++;
        }
        double? Share(int region) => pixels[region] == 0 ? null : (double)right[region] / pixels[region];
        return new(
            answer.Expert,
            answer.Status,
            answer.Reason,
            simulation.Probability?.Average(),
            (double)all / truth.Values.Length,
            Share(2),
            Share(1),
            Share(0),
            Overlap.Between(simulation.Mask.Values, truth.Values).Dice
        );
    }
}

/// <summary>The experts' answers as a table.</summary>
internal static class SimulationTable
{
    public static void Write(IReadOnlyList<SimulatedCase> cases, LedgerSummary ledger, string? output)
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Case").AddColumn("Expert");
        foreach (var column in new[] { "Accuracy", "expected", "Foreground", "Boundary", "Background", "Dice" })
            table.AddColumn(new TableColumn(column).RightAligned());
        foreach (var one in cases)
        {
            var first = true;
            foreach (var expert in one.Summary.Experts)
            {
                table.AddRow(
                    first ? one.Name.EscapeMarkup() : "",
                    expert.Name.EscapeMarkup(),
                    expert.Accuracy is null ? expert.Status : Number(expert.Accuracy),
                    Number(expert.ExpectedAccuracy),
                    Number(expert.ForegroundAccuracy),
                    Number(expert.BoundaryAccuracy),
                    Number(expert.BackgroundAccuracy),
                    Number(expert.Dice)
                );
                first = false;
            }
        }
        AnsiConsole.Write(table);
        foreach (var sentence in ledger.Sentences().Where(_ => ledger.WithAnswers > 0))
            Console.WriteLine(sentence);
        if (output is not null)
            Console.WriteLine($"Written to {output}.");
    }

    private static string Number(double? value) => value is { } number ? string.Create(CultureInfo.InvariantCulture, $"{number:0.000}") : "-";
}
