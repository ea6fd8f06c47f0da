using System.Globalization;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>A trained run as a table.</summary>
internal static class TrainingTable
{
    public static void Write(TrainedRun run)
    {
        var routed = run.Members.Any(member => member.Coverage is not null);
        var table = new Table().Border(TableBorder.Rounded).AddColumn("Network");
        foreach (var head in (string[])["Epochs", "Steps", "Best epoch", "DSC System", .. routed ? (string[])["Expert", "Model", "Model alone", "Coverage", "Loads"] : [], "Time"]) table.AddColumn(new TableColumn(head).RightAligned());
        foreach (var one in run.Members)
        {
            table.AddRow([
                one.Member.EscapeMarkup(), Whole(one.Epochs), Whole(one.Steps), one.BestEpoch is { } best ? Whole(best) : "-", Percent(one.System),
                .. routed ? (string[])[Percent(one.Expert), Percent(one.Model), Percent(one.ModelAlone), Percent(one.Coverage), one.Loads is { } loads ? string.Join(" ", loads.Select(load => Percent(load))) : "-"] : [],
                TimeSpan.FromSeconds(one.Seconds).ToString(@"h\:mm\:ss", CultureInfo.InvariantCulture)]);
        }
        AnsiConsole.Write(table);
        Console.WriteLine("Validation cases in the best epoch; shares in per cent.");
        foreach (var one in run.Members)
        {
            var cached = one.EmbeddingsFound + one.EmbeddingsComputed == 0 ? "" : $" Embeddings: {one.EmbeddingsFound} found, {one.EmbeddingsComputed} computed.";
            Console.WriteLine($"{one.Member}: {(one.EndedBefore ? "had ended before, " : "")}{one.Ended}.{cached}");
        }
        Console.WriteLine($"Written to {run.Folder}.");
    }

    private static string Whole(long number) => number.ToString(CultureInfo.InvariantCulture);

    private static string Percent(double? share) => share is { } part ? (100 * part).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
