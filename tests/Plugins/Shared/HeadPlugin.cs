namespace Tiny;

/// <summary>A plugin with one head.</summary>
public abstract class HeadPlugin<THead> : IPlugin
    where THead : TinyHead
{
    public virtual void Register(IPluginRegistration registration) => registration.AddHead<TinyHeadFactory<THead>>();
}
