using System.CommandLine;
using DeferredSeg.Host.Commands.Workers;

namespace DeferredSeg.Host.Commands.Route;

/// <summary><c>--archive</c>, and the cluster that it is routed by.</summary>
internal sealed class ArchiveOptions
{
    private readonly ClusterOptions _cluster = new();
    private readonly CoordinatingOption _coordinates = new("routes");

    /// <summary>The folder of images.</summary>
    public Option<string?> Folder { get; } =
        new("--archive")
        {
            Description =
                "Instead of images: a folder of them, or of one dataset, however many, routed with retries; with --cluster by any number of ./deferredseg "
                + "worker on any machines that see the same folders.",
        };

    /// <summary>Who routes.</summary>
    public ClusterPlace Place(ParseResult parsed) => ClusterPlace.Of(_cluster, _coordinates, parsed);

    /// <summary>Adds the options to a command.</summary>
    public void AddTo(Command command)
    {
        command.Options.Add(Folder);
        _cluster.AddTo(command, isRequired: false);
        _coordinates.AddTo(command, _cluster);
        command.Validators.Add(result =>
        {
            if (result.GetResult(Folder) is null && _cluster.IsGiven(result))
                result.AddError("--cluster shares out an archive; name its folder with --archive.");
        });
    }
}
