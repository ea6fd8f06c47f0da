namespace Sound.PendingExpert;

/// <summary>An expert who never has time.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<Factory>();
}

public sealed class Factory : IExpertSourceFactory
{
    public string Id => "pending";

    public IExpertSource Create(ExpertContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known();
        problems.Throw();
        return new Expert(context.Name);
    }
}

public sealed class Expert(string name) : IExpertSource
{
    private readonly HashSet<string> _asked = [];

    public ExpertDescriptor Describe() => new() { Id = name, Person = "somebody" };

    public string Submit(ExpertRequest request, CancellationToken cancellation = default)
    {
        _asked.Add(request.Key);
        return request.Key;
    }

    public ExpertReply Poll(string id, CancellationToken cancellation = default) =>
        _asked.Contains(id) ? ExpertReply.Pending : throw new ArgumentException($"Nothing was submitted under '{id}'.", nameof(id));

    public void Dispose() { }
}
