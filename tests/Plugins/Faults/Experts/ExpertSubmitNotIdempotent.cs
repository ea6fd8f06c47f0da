namespace Faults.ExpertSubmitNotIdempotent;

/// <summary>Gives a new id at every submission.</summary>
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
    private int _count;

    public ExpertDescriptor Describe() => sound.Describe();

    public string Submit(ExpertRequest request, CancellationToken cancellation = default)
    {
        var id = $"{request.Key}#{_count++}";
        sound.Submit(request with { Key = id }, cancellation);
        return id;
    }

    public ExpertReply Poll(string id, CancellationToken cancellation = default) => sound.Poll(id, cancellation);

    public void Dispose() => sound.Dispose();
}
