using DeferredSeg.Host.Commands.Route;
using DeferredSeg.Host.Commands.Route.Images;
using DeferredSeg.Host.Configuration;
using DeferredSeg.Host.Plugins;
using DeferredSeg.Host.Runs;
using DeferredSeg.Server.Uploads;
using DeferredSeg.Studies;

namespace DeferredSeg.Host.Commands.Serve;

/// <summary>
/// Routes uploaded images as <c>route --study</c> does: each into a folder of its own beside the study, from where the same command finishes it once people
/// have answered.
/// </summary>
internal sealed class UploadRouter : IUploadRouter, IDisposable
{
    private readonly RoutingNetworks _networks;
    private readonly Study _study;
    private readonly string? _run;
    private readonly IReadOnlyList<string> _weights;
    private readonly ConfiguredSystem _system;
    private readonly SemaphoreSlim _one = new(1);

    /// <param name="networks">What images are routed with.</param>
    /// <param name="plugins">The plugins present.</param>
    /// <param name="study">Where people are asked.</param>
    /// <param name="run">The run's folder.</param>
    public UploadRouter(RoutingNetworks networks, PluginHost plugins, Study study, string? run)
    {
        (_networks, _study, _run, _weights) = (networks, study, run, networks.Files(plugins));
        var settings = DatasetConfiguration.Read(networks.Experiment.Layers, opens: false);
        _system = networks.Create(plugins, AbsentRaters.Of(settings, run), study.Questions);
    }

    /// <inheritdoc/>
    public async Task<RoutedUpload> Route(Upload upload, CancellationToken cancellation)
    {
        await _one.WaitAsync(cancellation);
        try
        {
            return await Task.Run(() => Routed(upload, cancellation), cancellation);
        }
        finally
        {
            _one.Release();
        }
    }

    /// <inheritdoc/>
    public void Dispose()
    {
        _system.Dispose();
        _one.Dispose();
    }

    private RoutedUpload Routed(Upload upload, CancellationToken cancellation)
    {
        var folder = Path.Combine(_study.Folder, "uploads", Path.GetFileNameWithoutExtension(upload.Name));
        var file = Path.Combine(folder, upload.Name);
        try
        {
            Directory.CreateDirectory(folder);
            File.WriteAllBytes(file, upload.Content);
            var output = Path.Combine(folder, "routed");
            var source = ImageSource.Named([file], _networks.Experiment, output, _run);
            var summary = new ImageRun(_system, _networks.Experiment, source, _weights, output) { Check = new(_networks.Seen, anyValues: false) }.Run(
                cancellation
            );
            return new(source.Items[0].Name, summary.Pending);
        }
        catch (Exception e) when (e is not OperationCanceledException && ExitCode.Of(e).Code is ExitCode.Data or ExitCode.Configuration)
        {
            throw new UploadException(e.Message.Replace(folder + Path.DirectorySeparatorChar, "", StringComparison.Ordinal), e);
        }
    }
}
