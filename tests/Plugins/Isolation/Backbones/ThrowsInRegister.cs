namespace Faults.ThrowsInRegister;

/// <summary>Throws while it registers.</summary>
public sealed class Plugin : BackbonePlugin<TinyBackbone>
{
    public override void Register(IPluginRegistration registration) => throw new InvalidOperationException("This plugin throws here on purpose.");
}
