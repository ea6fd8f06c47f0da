using System.CommandLine;
using System.Net;
using DeferredSeg.Archive.Cluster;

namespace DeferredSeg.Host.Commands.Workers;

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

/// <summary><c>--coordinate-only</c>.</summary>
/// <param name="does">What workers do: <c>routes</c> or <c>measures</c>.</param>
internal sealed class CoordinatingOption(string does)
{
    private readonly Option<bool> _option = new("--coordinate-only")
    {
        Description = $"With --cluster: this process {does} nothing itself; it hands out what the workers do, and writes what comes of it.",
    };

    /// <summary>Adds the option to a command that has <c>--cluster</c>.</summary>
    public void AddTo(Command command, ClusterOptions cluster)
    {
        command.Options.Add(_option);
        command.Validators.Add(result =>
        {
            if (result.GetValue(_option) && !cluster.IsGiven(result))
                result.AddError("--coordinate-only leaves the work to others, and there is no --cluster to find them in; name one.");
        });
    }

    /// <summary>Whether it was said.</summary>
    public bool Value(ParseResult parsed) => parsed.GetValue(_option);
}

/// <summary>Who works on what is shared out.</summary>
/// <param name="Redis">Where workers find each other; null for this process alone.</param>
/// <param name="Address">At which address others reach this machine; null finds it.</param>
/// <param name="CoordinatesOnly">Whether this process only hands out.</param>
internal sealed record ClusterPlace(RedisAddress? Redis, IPAddress? Address, bool CoordinatesOnly)
{
    /// <summary>What was said.</summary>
    public static ClusterPlace Of(ClusterOptions cluster, CoordinatingOption coordinates, ParseResult parsed)
    {
        var (redis, address) = cluster.Read(parsed);
        return new(redis, address, coordinates.Value(parsed));
    }
}
