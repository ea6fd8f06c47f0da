namespace Tiny;

/// <summary>A plugin with one source of experts.</summary>
public abstract class ExpertPlugin<TExpert> : IPlugin
    where TExpert : TinyExpert
{
    public virtual void Register(IPluginRegistration registration) => registration.AddExpertSource<TinyExpertFactory<TExpert>>();
}
