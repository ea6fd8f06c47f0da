namespace DeferredSeg.Abstractions.Plugins;

/// <summary>The entry of a plugin: its DLL has exactly one public class that implements this, with a constructor without parameters.</summary>
public interface IPlugin
{
    /// <summary>Says what the plugin brings. Registers and returns: no files, no threads, no network.</summary>
    /// <param name="registration">The plugin's own registration, valid during the call.</param>
    void Register(IPluginRegistration registration);
}
