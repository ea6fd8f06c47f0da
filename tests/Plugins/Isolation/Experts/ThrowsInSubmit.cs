namespace Faults.ThrowsInSubmit;

/// <summary>Throws in Submit.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<Factory>();
}

public sealed class Factory : TinyExpertFactory<TinyExpert>
{
    public override IExpertSource Create(ExpertContext context) => new Source(base.Create(context));
}

public sealed class Source(IExpertSource sound) : IExpertSource
{
    public ExpertDescriptor Describe() => sound.Describe();

    public string Submit(ExpertRequest request, CancellationToken cancellation = default) =>
        throw new InvalidOperationException("This plugin throws here on purpose.");

    public ExpertReply Poll(string id, CancellationToken cancellation = default) => sound.Poll(id, cancellation);

    public void Dispose() => sound.Dispose();
}
