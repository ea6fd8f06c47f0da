using System.Text.RegularExpressions;
using DeferredSeg.Host.Commands.Train;

namespace DeferredSeg.Host.Tests.Commands.Train;

public sealed partial class TrainingTableTests
{
    private static readonly TrainedMember _member = new(
        "net",
        null,
        3,
        "folder",
        "all epochs were trained",
        false,
        5,
        60,
        4,
        0.91,
        0.82,
        0.73,
        0.64,
        0.45,
        0.55,
        [0.3, 0.15],
        3661,
        7,
        8
    );

    [Fact]
    public void Each_number_of_a_network_stands_under_its_own_head()
    {
        var lines = Lines(_member, out var output);

        Assert.Equal(["Network", "Epochs", "Best", "System", "Expert", "Model", "Alone", "Coverage", "Time"], lines[0]);
        Assert.Equal(["net", "5", "4", "91.00", "82.00", "73.00", "64.00", "55.00", "1:01:01"], lines[1]);
        Assert.Contains("net: 60 steps, all epochs were trained. Loads 30.00, 15.00. Embeddings: 7 found, 8 computed.", output);
    }

    [Fact]
    public void Where_nothing_is_routed_only_the_network_is_told_of()
    {
        var lines = Lines(_member with { Expert = null, Model = null, Deferral = null, Coverage = null, Loads = null, BestEpoch = null }, out _);

        Assert.Equal(["Network", "Epochs", "Best", "Alone", "Time"], lines[0]);
        Assert.Equal(["net", "5", "-", "64.00", "1:01:01"], lines[1]);
    }

    /// <summary>The lines of a table without walls that hold words or numbers.</summary>
    private static List<string[]> Lines(TrainedMember member, out string output)
    {
        using var console = RunConsole.Take();
        TrainingTable.Write(new("folder", [member]));
        output = console.Output;
        return [.. output.Split('\n').Where(line => line.Any(char.IsLetterOrDigit)).Take(2).Select(line => Spaces().Split(line.Trim()))];
    }

    [GeneratedRegex(@"\s+")]
    private static partial Regex Spaces();
}
