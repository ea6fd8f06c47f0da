using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Tests.Plugins.Checks;

public sealed class ReferenceTests : CheckTest
{
    [Fact]
    public void A_missing_dependency_is_named()
    {
        TinyAssembly.Write(Entry, "Sound.Backbone", references: ("Acme.Filters", "2.1.0.0"));

        Assert.DoesNotContain(
            "the host has one for itself",
            Refused(PluginState.Incompatible, "Sound.Backbone.dll needs Acme.Filters 2.1.0.0, which is not in its folder", "EnableDynamicLoading")
        );
    }

    [Fact]
    public void A_dependency_of_a_dependency_is_missed_as_well()
    {
        TinyAssembly.Write(Entry, "Sound.Backbone", references: ("Middle", "1.0.0.0"));
        TinyAssembly.Write(Path.Combine(Folder, "Middle.dll"), "Middle", references: ("Acme.Filters", "2.1.0.0"));

        Refused(PluginState.Incompatible, "Middle.dll needs Acme.Filters 2.1.0.0");
    }

    [Fact]
    public void Assemblies_that_refer_to_each_other_end()
    {
        TinyAssembly.Write(Entry, "Sound.Backbone", references: ("Middle", "1.0.0.0"));
        TinyAssembly.Write(Path.Combine(Folder, "Middle.dll"), "Middle", references: ("Sound.Backbone", "1.0.0.0"));

        Assert.Equal(PluginState.Found, Plugins.Judge().State);
    }

    [Fact]
    public void A_dependency_that_is_too_old_is_told_with_both_versions()
    {
        TinyAssembly.Write(Entry, "Sound.Backbone", references: ("Acme.Filters", "2.1.0.0"));
        TinyAssembly.Write(Path.Combine(Folder, "Acme.Filters.dll"), "Acme.Filters", "2.0.9.0");

        Refused(PluginState.Incompatible, "needs Acme.Filters 2.1.0.0 or newer; its folder has 2.0.9.0 (Acme.Filters.dll)");
    }

    [Theory]
    [InlineData("Spectre.Console")]
    [InlineData("NuGet.Versioning")]
    [InlineData("DeferredSeg.Engine")]
    public void What_the_host_has_for_itself_is_no_dependency_of_a_plugin(string name)
    {
        TinyAssembly.Write(Entry, "Sound.Backbone", references: (name, "0.0.1.0"));

        Refused(PluginState.Incompatible, $"needs {name} 0.0.1.0, which is not in its folder; the host has one for itself and does not share it");
    }
}
