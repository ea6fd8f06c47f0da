using DeferredSeg.Host.Plugins;

namespace DeferredSeg.Host.Tests.Plugins.Checks;

/// <summary>A sound plugin that a test spoils, and what is found wrong with it before any of its code is loaded.</summary>
public abstract class CheckTest : IDisposable
{
    protected CheckTest() => Folder = Plugins.Add();

    internal PluginsFolder Plugins { get; } = new();

    /// <summary>The plugin's folder.</summary>
    protected string Folder { get; }

    /// <summary>The plugin's DLL.</summary>
    protected string Entry => Path.Combine(Folder, "Sound.Backbone.dll");

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Plugins.Dispose();
    }

    /// <summary>Asserts the plugin's state and words of the reason and mend; returns these.</summary>
    protected string Refused(PluginState state, params string[] expected)
    {
        var plugin = Plugins.Judge();
        Assert.Equal(state, plugin.State);
        Assert.All(expected, words => Assert.Contains(words, plugin.Verdict!.ToString()));
        return plugin.Verdict!.ToString();
    }
}
