using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Tests.Plugins.Checks;

public sealed class BuildFileTests : CheckTest
{
    [Theory]
    [InlineData("""{ "runtimeOptions": { "additionalProbingPaths": [ "/tmp/evil" ] } }""", "/tmp/evil")]
    [InlineData("""{ "runtimeOptions": { "additionalProbingPaths": "/tmp/evil" } }""", "/tmp/evil")]
    [InlineData("""{ "additionalProbingPaths": [], "runtimeOptions": { "additionalProbingPaths": [ "/tmp/evil" ] } }""", "/tmp/evil")]
    [InlineData("""{ "runtimeOptions": { "additionalProbingPaths": [ "/tmp/evil" ] }, "runtimeOptions": {} }""", "/tmp/evil")]
    [InlineData("""{ "runtimeOptions": { "AdditionalProbingPaths": [ "/tmp/evil" ] } }""", "/tmp/evil")]
    public void Probing_paths_are_blocked(string text, string expected)
    {
        PluginsFolder.Write(Folder, "Sound.Backbone.runtimeconfig.json", text);
        Refused(PluginState.Blocked, "Sound.Backbone.runtimeconfig.json has the loader look in " + expected, "Remove additionalProbingPaths");

        File.Move(Path.Combine(Folder, "Sound.Backbone.runtimeconfig.json"), Path.Combine(Folder, "Sound.Backbone.runtimeconfig.dev.json"));
        Refused(PluginState.Blocked, "Sound.Backbone.runtimeconfig.dev.json has the loader look in " + expected);
    }

    [Theory]
    [InlineData("deps", "")]
    [InlineData("deps", "{")]
    [InlineData("deps", "{ \"targets\": { \"\\ud800\": 1 } }")]
    [InlineData("runtimeconfig", "nonsense")]
    public void Build_files_that_cannot_be_read_are_a_failure(string kind, string text)
    {
        PluginsFolder.Write(Folder, $"Sound.Backbone.{kind}.json", text);

        Refused(PluginState.Failed, $"Sound.Backbone.{kind}.json", "copy its whole output");
    }

    [Fact]
    public void The_files_that_a_build_writes_are_right()
    {
        using var host = PluginHost.Open(new(BuildFacts.Plugins));

        Assert.All(
            ["Backbones.UNet", "Experts.Baselines", "Heads.RoutingChannels"],
            id => Assert.Equal(PluginState.Found, host.Plugins.Single(plugin => plugin.Id == id).State)
        );
    }
}
