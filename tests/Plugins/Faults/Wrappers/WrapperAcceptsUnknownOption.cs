namespace Faults.WrapperAcceptsUnknownOption;

/// <summary>Takes options that it does not have.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddBackboneWrapper<Factory>();
}

public sealed class Factory : TinyWrapperFactory
{
    public override ISegmentorBackbone Create(IReadOnlyList<ISegmentorBackbone> inner, BackboneContext context) => new TinyWrapper(inner[0]);
}
