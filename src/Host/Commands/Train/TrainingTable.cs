using System.Globalization;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>A trained run as a table.</summary>
internal static class TrainingTable
{
    public static void Write(TrainedRun run)
    {
        var routed = run.Members.Any(member => member.Coverage is not null);
        // Narrow enough for a terminal of 80 columns.
        var table = new Table().Border(TableBorder.Simple).AddColumn(new TableColumn("Network").NoWrap().PadLeft(0).PadRight(0));
        foreach (
            var head in (string[])
                ["Epochs", "Best", .. routed ? (string[])["System", "Expert", "Model"] : [], "Alone", .. routed ? (string[])["Coverage"] : [], "Time"]
        )
            table.AddColumn(new TableColumn(head).RightAligned().NoWrap().PadLeft(0).PadRight(0));
        foreach (var one in run.Members)
        {
            table.AddRow([
                one.Member.EscapeMarkup(),
                Whole(one.Epochs),
                one.BestEpoch is { } best ? Whole(best) : "-",
                .. routed ? (string[])[Percent(one.System), Percent(one.Expert), Percent(one.Model)] : [],
                Percent(one.ModelAlone),
                .. routed ? (string[])[Percent(one.Coverage)] : [],
                TimeSpan.FromSeconds(one.Seconds).ToString(one.Seconds < 86400 ? @"h\:mm\:ss" : @"d\.hh\:mm\:ss", CultureInfo.InvariantCulture),
            ]);
        }
        AnsiConsole.Write(table);
        Console.WriteLine(
            $"On the validation cases in the best epoch, in per cent: DSC of {(routed ? "System, Expert and Model, of the model alone on whole images; coverage is what the model keeps" : "the model")}."
        );
        foreach (var one in run.Members)
        {
            var loads = one.Loads is { } shares ? $" Loads {string.Join(", ", shares.Select(share => Percent(share)))}." : "";
            var cached =
                one.EmbeddingsFound + one.EmbeddingsComputed == 0 ? "" : $" Embeddings: {one.EmbeddingsFound} found, {one.EmbeddingsComputed} computed.";
            Console.WriteLine($"{one.Member}: {(one.EndedBefore ? "had ended before, " : "")}{one.Steps} steps, {one.Ended}.{loads}{cached}");
        }
        Console.WriteLine($"Written to {run.Folder}.");
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share is { } part ? (100 * part).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
