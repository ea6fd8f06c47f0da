namespace Faults.ExpertAcceptsUnknownId;

/// <summary>Says pending to an id that it never gave.</summary>
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

    public string Submit(ExpertRequest request, CancellationToken cancellation = default) => sound.Submit(request, cancellation);

    public ExpertReply Poll(string id, CancellationToken cancellation = default)
    {
        try
        {
            return sound.Poll(id, cancellation);
        }
        catch (ArgumentException)
        {
            return ExpertReply.Pending;
        }
    }

    public void Dispose() => sound.Dispose();
}
