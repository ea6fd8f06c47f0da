using System.Text;

namespace Sound.LateExpert;

/// <summary>An expert who has no time at first and answers when asked again, also in another process: questions lie in a folder.</summary>
public sealed class Plugin : IPlugin
{
    public void Register(IPluginRegistration registration) => registration.AddExpertSource<Factory>();
}

public sealed class Factory : IExpertSourceFactory
{
    public string Id => "late";

    public IExpertSource Create(ExpertContext context)
    {
        var problems = new OptionProblems(context.Options);
        problems.Known("folder");
        problems.Throw();
        return new Expert(
            context.Name,
            context.Options["folder"] is { Length: > 0 } folder ? folder : Path.Combine(Path.GetTempPath(), $"late-{Guid.NewGuid():N}")
        );
    }
}

public sealed class Expert(string name, string folder) : IExpertSource
{
    public ExpertDescriptor Describe() => new() { Id = name, Person = "somebody" };

    public string Submit(ExpertRequest request, CancellationToken cancellation = default)
    {
        Directory.CreateDirectory(folder);
        var id = Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(request.Key)));
        // The first question stands.
        if (File.Exists(Question(id)))
            return id;
        File.WriteAllText(Path.Combine(folder, id + ".key"), request.Key);
        File.WriteAllBytes(Path.Combine(folder, id + ".region"), (request.Region ?? MaskPlanes.Full(request.Image.Height, request.Image.Width)).Values);
        File.WriteAllText(Question(id), $"{request.Classes} {request.Image.Height} {request.Image.Width}");
        return id;
    }

    public ExpertReply Poll(string id, CancellationToken cancellation = default)
    {
        if (!File.Exists(Question(id)))
            throw new ArgumentException($"Nothing was submitted under '{id}'.", nameof(id));
        var looked = Path.Combine(folder, id + ".looked");
        if (!File.Exists(looked))
        {
            File.WriteAllText(looked, "");
            return ExpertReply.Pending;
        }
        int[] size = [.. File.ReadAllText(Question(id)).Split(' ').Select(int.Parse)];
        var region = File.ReadAllBytes(Path.Combine(folder, id + ".region"));
        return ExpertReply.Answered(
            new(new(size[1], size[2], size[0], [.. Enumerable.Repeat(region, size[0]).SelectMany(one => one)])) { Region = new(size[1], size[2], 1, region) }
        );
    }

    public void Dispose() { }

    private string Question(string id) => Path.Combine(folder, id + ".question");
}
