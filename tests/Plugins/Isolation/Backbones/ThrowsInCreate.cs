namespace Faults.ThrowsInCreate;

/// <summary>Throws while the backbone is made.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddBackbone<Factory>();
}

public sealed class Factory : TinyBackboneFactory<TinyBackbone>
{
    public override ISegmentorBackbone Create(BackboneContext context) => throw new InvalidOperationException("This plugin throws here on purpose.");
}
