namespace Faults.RegistersNothing;

/// <summary>Declares a backbone and does not register it.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) { }
}
