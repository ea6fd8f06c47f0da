namespace Faults.ThrowsInPluginConstructor;

/// <summary>Throws while the plugin is made.</summary>
public sealed class Plugin : BackbonePlugin<TinyBackbone>
{
    public Plugin() => throw new InvalidOperationException("This plugin throws here on purpose.");
}
