using DeferredSeg.PluginKit;
using DeferredSeg.PluginKit.Subjects;

namespace Experts.Synthetic.Tests;

public sealed class PluginFolderTests
{
    [Fact]
    public void The_shipped_folder_passes_every_check_and_is_gone_afterwards()
    {
        using var subject = new FolderSubject(Path.GetDirectoryName(PluginFolder.Manifest)!);
        var results = ConformanceSuite.Run(subject);

        Assert.Empty(results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}"));
        Assert.Equal(CheckOutcome.Passed, results.Single(result => result.Check == "expert/simulation").Outcome);
        Assert.Equal(("plugin/unload", CheckOutcome.Passed), (results[^1].Check, results[^1].Outcome));
    }
}
