using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Tests.Plugins.Checks;

public sealed class EntryTests : CheckTest
{
    [Fact]
    public void A_sound_plugin_has_no_problem()
    {
        var plugin = Plugins.Judge();

        Assert.Equal((PluginState.Found, null), (plugin.State, plugin.Verdict));
        Assert.Empty(plugin.Problems);
    }

    [Fact]
    public void A_renamed_entry_is_blocked()
    {
        File.Move(Entry, Path.Combine(Folder, "Renamed.dll"));
        PluginsFolder.Edit(Folder, manifest => manifest["entry"] = "Renamed.dll");

        Refused(PluginState.Blocked, "Its entry Renamed.dll is the assembly Sound.Backbone, renamed", "Name Sound.Backbone.dll as the entry");
    }

    [Theory]
    [InlineData(false, "is not in the folder")]
    [InlineData(true, "is no .NET assembly")]
    public void An_entry_that_is_not_there_or_no_assembly_is_a_failure(bool isThere, string expected)
    {
        if (isThere)
            File.WriteAllText(Entry, "MZ and nothing else");
        else
            File.Delete(Entry);

        Refused(PluginState.Failed, $"Its entry Sound.Backbone.dll {expected}");
    }

    [Fact]
    public void An_assembly_that_ends_early_is_no_assembly()
    {
        var bytes = File.ReadAllBytes(Entry);
        foreach (var length in new[] { 1, 64, 128, 200, 512, 1024, bytes.Length / 2 })
        {
            File.WriteAllBytes(Entry, bytes[..length]);
            Assert.Equal(PluginState.Failed, Plugins.Judge().State);
        }
    }

    [Fact]
    public void An_id_that_is_not_theFolders_name_is_blocked()
    {
        PluginsFolder.Edit(Folder, manifest => manifest["id"] = "Other");

        Refused(PluginState.Blocked, "Its folder is called Sound.Backbone, its id is Other");
    }

    [Fact]
    public void Of_several_problems_the_gravest_comes_first_and_all_are_listed()
    {
        PluginsFolder.Edit(Folder, manifest => (manifest["contract"], manifest["id"]) = ("[7.0,8.0)", "Other"));
        PluginsFolder.Write(Folder, "Sound.Backbone.deps.json", "{");
        PluginsFolder.Write(Folder, "runtimes/win-arm/native/acme.dll", "MZ");

        var plugin = Plugins.Judge();

        Assert.Equal(
            [PluginState.Blocked, PluginState.Failed, PluginState.Incompatible, PluginState.Incompatible],
            plugin.Problems.Select(problem => problem.State)
        );
        Assert.Equal(plugin.Problems[0], plugin.Verdict);
    }
}
