namespace Sound.PixelHead;

/// <summary>A head of estimates.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddHead<TinyPixelHeadFactory<TinyPixelHead>>();
}
