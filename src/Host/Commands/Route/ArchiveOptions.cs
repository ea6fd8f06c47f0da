using System.CommandLine;
using System.Net;
using DeferredSeg.Archive.Cluster;

namespace DeferredSeg.Host.Commands.Route;

/// <summary><c>--archive</c>, and the cluster that it is routed by.</summary>
internal sealed class ArchiveOptions
{
    private readonly ClusterOptions _cluster = new();
    private readonly Option<bool> _coordinates = new("--coordinate-only")
    {
        Description = "With --cluster: this process routes nothing itself; it hands out what the workers route, and writes the summary.",
    };

    /// <summary>The folder of images.</summary>
    public Option<string?> Folder { get; } =
        new("--archive")
        {
            Description =
                "Instead of images: a folder of them, or of one dataset, however many, routed with retries; with --cluster by any number of ./deferredseg "
                + "worker on any machines that see the same folders.",
        };

    /// <summary>Whether this process only hands out.</summary>
    public bool CoordinatesOnly(ParseResult parsed) => parsed.GetValue(_coordinates);

    /// <summary>The cluster; null for this process alone.</summary>
    public (RedisAddress? Redis, IPAddress? Address) Cluster(ParseResult parsed) => _cluster.Read(parsed);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Folder);
        _cluster.AddTo(command, isRequired: false);
        command.Options.Add(_coordinates);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Folder) is null && _cluster.IsGiven(result))
                result.AddError("--cluster shares out an archive; name its folder with --archive.");
            if (result.GetValue(_coordinates) && !_cluster.IsGiven(result))
                result.AddError("--coordinate-only leaves the work to others, and there is no --cluster to find them in; name one.");
        });
    }
}

/// <summary><c>--cluster</c> and <c>--address</c>: how machines find each other.</summary>
internal sealed class ClusterOptions
{
    private readonly Option<string?> _cluster = new("--cluster")
    {
        Description = "The Redis over which machines find each other, such as redis://10.0.0.5:6379; rediss:// with TLS, and redis://:password@host.",
    };
    private readonly Option<string?> _address = new("--address")
    {
        Description = "With --cluster: the address at which the others reach this machine, where it has several. Default: that of its first network.",
    };

    public ClusterOptions()
    {
        _cluster.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && RedisAddress.Parse(result.Tokens[0].Value) is null)
                result.AddError($"--cluster is '{result.Tokens[0].Value}'; expected the address of a Redis such as redis://127.0.0.1:6379.");
        });
        _address.Validators.Add(result =>
        {
            if (result.Tokens.Count == 1 && !IPAddress.TryParse(result.Tokens[0].Value, out _))
                result.AddError($"--address is '{result.Tokens[0].Value}'; expected an address such as 10.0.0.7.");
        });
    }

    /// <summary>Whether a cluster is named.</summary>
    public bool IsGiven(System.CommandLine.Parsing.CommandResult result) => result.GetResult(_cluster) is not null;

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command, bool isRequired)
    {
        _cluster.Required = isRequired;
        command.Options.Add(_cluster);
        command.Options.Add(_address);
    }

    /// <summary>What was said.</summary>
    public (RedisAddress? Redis, IPAddress? Address) Read(ParseResult parsed) =>
        (parsed.GetValue(_cluster) is { } text ? RedisAddress.Parse(text) : null, parsed.GetValue(_address) is { } address ? IPAddress.Parse(address) : null);
}
