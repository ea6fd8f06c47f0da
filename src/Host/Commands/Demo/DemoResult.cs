using System.Globalization;
using Spectre.Console;

namespace DeferredSeg.Host.Commands.Demo;

/// <summary>What a demo measured.</summary>
internal sealed record DemoResult(
    string Backbone, long Parameters, int TrainingImages, int ValidationImages, int Seed, int Steps,
    double Loss, Spread DiceBefore, Spread DiceAfter, int Threads, string Libtorch, double Seconds)
{
    public void WriteTable()
    {
        var table = new Table().Border(TableBorder.Rounded).AddColumn($"{ValidationImages} images it was not trained on").AddColumn(new TableColumn("Dice").RightAligned());
        table.AddRow("before training", DiceBefore.ToString());
        table.AddRow("after training", DiceAfter.ToString());
        AnsiConsole.Write(table);
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{Backbone} with {Parameters:N0} parameters, {Steps} steps on {TrainingImages} images, last loss {Loss:0.0000}, seed {Seed}."));
        AnsiConsole.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{Seconds:0.0} s on {Threads} threads, libtorch {Libtorch}."));
    }
}
