namespace Faults.RegistersUndeclared;

/// <summary>Registers an expert that its manifest does not declare.</summary>
public sealed class Plugin : BackbonePlugin<TinyBackbone>
{
    public override void Register(IPluginRegistration registration)
    {
        base.Register(registration);
        registration.AddExpertSource<TinyExpertFactory<TinyExpert>>();
    }
}
