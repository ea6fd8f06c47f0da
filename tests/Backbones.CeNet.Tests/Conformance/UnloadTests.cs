using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;
using Microsoft.Extensions.Configuration;

namespace Backbones.CeNet.Tests.Conformance;

public sealed class UnloadTests : TensorTest
{
    [SkippableFact]
    public void The_shipped_folder_passes_every_check_and_is_gone_afterwards()
    {
        Skip.IfNot(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") == "1", "heavy; ./test --long runs it");
        using var subject = new FolderSubject(
            Path.Combine(ConformanceTests.Plugins, "Backbones.CeNet"),
            new Dictionary<string, IConfiguration> { ["CeNet"] = Small.Configuration() }
        );

        var results = ConformanceSuite.Run(subject);

        Assert.Empty(results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}"));
        Assert.Equal(("plugin/unload", CheckOutcome.Passed), (results[^1].Check, results[^1].Outcome));
    }
}
