namespace Faults.ThrowsInFactoryConstructor;

/// <summary>Throws while its factory is made.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddBackbone<Factory>();
}

public sealed class Factory : TinyBackboneFactory<TinyBackbone>
{
    public Factory() => throw new InvalidOperationException("This plugin throws here on purpose.");
}
