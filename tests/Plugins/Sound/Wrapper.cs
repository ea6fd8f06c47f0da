namespace Sound.Wrapper;

/// <summary>A wrapper that keeps the contract.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddBackboneWrapper<TinyWrapperFactory>();
}
