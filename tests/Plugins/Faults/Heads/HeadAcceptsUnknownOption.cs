namespace Faults.HeadAcceptsUnknownOption;

/// <summary>Takes options that it does not have.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddHead<Factory>();
}

public sealed class Factory : TinyHeadFactory<TinyHead>
{
    public override IDeferralHead Create(HeadContext context) => new TinyHead(context);
}
