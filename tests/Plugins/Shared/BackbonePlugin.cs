namespace Tiny;

/// <summary>A plugin with one backbone.</summary>
public abstract class BackbonePlugin<TBackbone> : IPlugin
    where TBackbone : TinyBackbone
{
    public virtual void Register(IPluginRegistration registration) => registration.AddBackbone<TinyBackboneFactory<TBackbone>>();
}
