namespace Faults.ReturnsNullFromCreate;

/// <summary>Makes nothing.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddBackbone<Factory>();
}

public sealed class Factory : TinyBackboneFactory<TinyBackbone>
{
    public override ISegmentorBackbone Create(BackboneContext context) => null!;
}
