using DeferredSeg.PluginKit.Subjects;

namespace DeferredSeg.PluginKit.Tests;

public sealed class MutationTests : TensorTest
{
    // Plugins that break the contract on purpose in a way that only time or a crash of several calls shows.
    private static readonly string[] _forTheHostAlone =
    [
        "SleepsIgnoringCancellation",
        "SleepsUntilCancelled",
        "ThrowsInCreate",
        "ReturnsNullFromCreate",
        "ThrowsInDispose",
        "AbortsInEncode",
        "Hostile",
    ];

    public static IEnumerable<object[]> Faults => MutationTable.Found.Select(entry => new object[] { entry.Key, entry.Value });

    public static TheoryData<string> Sound =>
        new(
            "Sound.Backbone",
            "Sound.BlackBox",
            "Sound.Prompted",
            "Sound.Interactive",
            "Sound.Preprocessing",
            "Sound.Volume",
            "Sound.Wrapper",
            "Sound.Head",
            "Sound.LogitsHead",
            "Sound.NativeHead",
            "Sound.PixelHead",
            "Sound.Expert",
            "Sound.SimulatedExpert",
            "Sound.CorrelatedExpert",
            "Sound.RecordedExpert",
            "Sound.PendingExpert"
        );

    [Theory]
    [MemberData(nameof(Faults))]
    public void A_fault_is_found_by_the_check_that_names_it_and_by_no_other(string fault, string check)
    {
        var results = Check($"Faults.{fault}");
        var failed = results.Where(result => result.Outcome == CheckOutcome.Failed).ToList();
        Assert.True(
            failed.Count == 1 && failed[0].Check == check,
            $"expected {check} alone; failed are:\n{string.Join("\n", failed.Select(result => $"{result.Check}: {result.Message}"))}"
        );
        Assert.Contains("expected", failed[0].Message);
    }

    [Theory]
    [MemberData(nameof(Sound))]
    public void A_sound_plugin_passes_every_check(string plugin)
    {
        var results = Check(plugin);
        var failed = results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}").ToList();
        Assert.True(failed.Count == 0, string.Join("\n", failed));
        Assert.Equal(CheckOutcome.Passed, results[^1].Outcome);
    }

    [Fact]
    public void Every_faulty_plugin_is_in_the_table()
    {
        var built = Directory.EnumerateDirectories(Folders.FaultPlugins, "Faults.*").Select(folder => Path.GetFileName(folder)["Faults.".Length..]);
        Assert.Equal(MutationTable.Found.Keys.Concat(_forTheHostAlone).Order(StringComparer.Ordinal), built.Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_check_finds_a_fault()
    {
        var idle = ConformanceSuite.Checks.Select(check => check.FullName).Except(MutationTable.Found.Values);
        Assert.Empty(idle);
    }

    [Theory]
    [InlineData("Faults.ThrowsInCreate")]
    [InlineData("Faults.ReturnsNullFromCreate")]
    public void A_backbone_that_cannot_be_made_fails_where_it_is_made(string plugin)
    {
        var failed = Check(plugin).Where(result => result.Outcome == CheckOutcome.Failed).ToList();
        Assert.Equal(["backbone/options-schema", "backbone/describe"], failed.Select(result => result.Check));
        Assert.Contains("Create", failed[1].Message);
    }

    [Fact]
    public void An_exception_of_Dispose_is_a_failure()
    {
        var failed = Check("Faults.ThrowsInDispose").Where(result => result.Outcome == CheckOutcome.Failed).ToList();
        Assert.Contains(failed, result => result.Message!.Contains("Dispose: it threw InvalidOperationException", StringComparison.Ordinal));
    }

    private static IReadOnlyList<CheckResult> Check(string plugin)
    {
        using var subject = new FolderSubject(Path.Combine(Folders.FaultPlugins, plugin));
        return ConformanceSuite.Run(subject, new() { MaskPromptSize = [4, 4] });
    }
}
