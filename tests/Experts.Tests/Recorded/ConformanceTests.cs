using System.Reflection;
using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;
using Microsoft.Extensions.Configuration;

namespace Experts.Recorded.Tests;

public sealed class ConformanceTests
{
    // The kit's raters are called trial-expert, as the expert, and another-rater.
    [Theory]
    [InlineData("{}")]
    [InlineData("""{ "rater": "another-rater" }""")]
    [InlineData("""{ "mapping": "shuffled", "slot": 1 }""")]
    [InlineData("""{ "mapping": "shuffled", "slot": 2, "missing": "skip" }""")]
    [InlineData("""{ "mapping": "leaveOneOut", "rotation": 1, "missing": "skip" }""")]
    [InlineData("""{ "mapping": "leaveOneOut", "rotation": 2, "order": "shuffled" }""")]
    [InlineData("""{ "person": "both", "persons": [ { "id": "both", "raters": ["another-rater", "trial-expert"] } ], "toolRule": "drawn" }""")]
    [InlineData("""{ "person": "trial", "personPattern": "{person}-{tool}" }""")]
    public void The_contract_is_kept(string json)
    {
        // The kit sets every option of the schema back to its default, one at a time; only without others are they right alone.
        using var subject = new InProcessSubject(
            new RecordedPlugin(),
            json == "{}" ? Manifest : null,
            new Dictionary<string, IConfiguration> { ["recorded"] = Ask.Options(json) }
        );

        var results = ConformanceSuite.Run(subject);

        Assert.Empty(results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}"));
        Assert.Equal(CheckOutcome.Passed, results.Single(result => result.Check == "expert/recorded-origin").Outcome);
        Assert.Equal(CheckOutcome.Passed, results.Single(result => result.Check == "expert/answers").Outcome);
    }

    [Fact]
    public void The_shipped_folder_is_unloaded_after_experts_of_a_pattern_answered()
    {
        using var subject = new FolderSubject(
            Path.GetDirectoryName(Manifest)!,
            new Dictionary<string, IConfiguration> { ["recorded"] = Ask.Options("""{ "personPattern": "{person}-{tool}" }""") }
        );

        var results = ConformanceSuite.Run(subject);

        Assert.Empty(results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}"));
        Assert.Equal(("plugin/unload", CheckOutcome.Passed), (results[^1].Check, results[^1].Outcome));
    }

    private static string Manifest =>
        typeof(ConformanceTests).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(data => data.Key == "Recorded").Value!;
}
