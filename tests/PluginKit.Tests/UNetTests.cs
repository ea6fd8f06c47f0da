using DeferredSeg.PluginKit.Subjects;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.PluginKit.Tests;

public sealed class UNetTests : TensorTest
{
    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public void The_UNet_plugin_passes_every_check_and_is_gone_afterwards(bool bilinear)
    {
        var options = new ConfigurationBuilder().AddInMemoryCollection([new("width", "4"), new("depth", "2"), new("bilinear", $"{bilinear}")]).Build();
        using var subject = new FolderSubject(Path.Combine(Folders.Plugins, "Backbones.UNet"), new Dictionary<string, IConfiguration> { ["UNet"] = options });
        var results = ConformanceSuite.Run(subject);
        Assert.Empty(results.Where(result => result.Outcome == CheckOutcome.Failed).Select(result => $"{result.Check}: {result.Message}"));
        Assert.Equal(("plugin/unload", CheckOutcome.Passed), (results[^1].Check, results[^1].Outcome));
    }
}
