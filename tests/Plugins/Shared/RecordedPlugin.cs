namespace Tiny;

/// <summary>A plugin with one recorded expert.</summary>
public abstract class RecordedPlugin<TExpert> : IPlugin
    where TExpert : TinyRecordedExpert
{
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<TinyRecordedFactory<TExpert>>();
}
