using Backbones.UNet;
using DeferredSeg.PluginKit.Xunit;
using Xunit.Abstractions;

namespace DeferredSeg.PluginKit.Tests.Xunit;

public sealed class PluginConformanceTests
{
    [Fact]
    public void A_failed_check_is_a_failed_test_with_its_message()
    {
        using var run = new ConformanceRun();
        var e = Assert.Throws<ConformanceException>(() => new WithAnotherManifest(run, new Silent()).Conforms("Sound.Head", "plugin/contributions"));
        Assert.Contains("the head 'Tiny' is declared in plugin.json and not registered; expected every contribution of plugin.json", e.Message);
    }

    private sealed class WithAnotherManifest(ConformanceRun run, ITestOutputHelper output) : PluginConformance<UNetPlugin>(run, output)
    {
        protected override string Manifest => Path.Combine(Folders.FaultPlugins, "Sound.Head", "plugin.json");
    }

    private sealed class Silent : ITestOutputHelper
    {
        public void WriteLine(string message) { }

        public void WriteLine(string format, params object[] args) { }
    }
}
