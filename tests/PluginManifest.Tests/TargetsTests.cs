namespace DeferredSeg.PluginManifest.Tests;

public sealed class TargetsTests
{
    [SkippableFact]
    public void A_plugin_outside_of_the_repository_is_staged_and_written_again_only_when_something_changed()
    {
        Skip.If(Environment.GetEnvironmentVariable("DEFERREDSEG_TEST_LONG") != "1", "heavy; ./test --long runs it");
        using var plugin = new OutsidePlugin();

        Succeeds(plugin);
        var first = File.ReadAllText(plugin.Manifest);
        Assert.Contains("\"contract\": \"[1.0,2.0)\"", first);
        Assert.Contains("\"description\": \"Channels in between.\"", first);
        var written = File.GetLastWriteTimeUtc(plugin.Manifest);

        Succeeds(plugin);
        Assert.Equal(written, File.GetLastWriteTimeUtc(plugin.Manifest));

        plugin.WriteOptions("Channels of the inner layer.");
        Succeeds(plugin);
        Assert.Equal(first.Replace("Channels in between.", "Channels of the inner layer."), File.ReadAllText(plugin.Manifest));
    }

    [Fact]
    public void A_mistake_in_the_manifest_is_one_error_of_the_build()
    {
        using var plugin = new OutsidePlugin();
        plugin.Write("plugin.json", """{ "contributions": [ { "kind": "head", "id": "Own", "optionsType": "Outside.OwnOption" } ] }""");

        var (code, output) = plugin.Build();

        Assert.NotEqual(0, code);
        var error = Assert.Single(output.Split('\n').Where(line => line.Contains("error", StringComparison.Ordinal)).Distinct());
        Assert.Contains("plugin.json : error DSP005: Outside.dll has no type 'Outside.OwnOption'. Did you mean 'Outside.OwnOptions'?", error);
        Assert.False(File.Exists(plugin.Manifest));
    }

    private static void Succeeds(OutsidePlugin plugin)
    {
        var (code, output) = plugin.Build();
        Assert.True(code == 0 && !output.Contains("warning", StringComparison.Ordinal), output);
    }
}
