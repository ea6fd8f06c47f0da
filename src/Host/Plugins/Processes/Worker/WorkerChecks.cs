using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Host.Commands.Plugins;
using DeferredSeg.Host.Plugins.Discovery;
using DeferredSeg.PluginKit;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Host.Plugins.Processes.Worker;

/// <summary>Conformance checks of one plugin, one by one, in a process that the plugin may end.</summary>
internal sealed class WorkerChecks : IDisposable
{
    private IsolatedSubject? _subject;

    /// <summary>Runs a check; the plugin stays loaded between two of them.</summary>
    public CheckResult Run(CheckRequest request, CancellationToken cancellation)
    {
        var settings = new ConformanceSettings
        {
            Seed = request.Seed,
            LargestSize = request.LargestSize,
            Model = request.Model is { } model ? new ModelSource(model.Path, model.Sha256) { Weights = new WeightReader() } : null,
        };
        var subject = _subject ??= Open(request);
        var (check, contribution) = ConformanceSuite.Plan(subject).ElementAt(request.Index);
        return ConformanceSuite.RunOne(check, new(subject, contribution, settings), request.Before, cancellation);
    }

    public void Dispose() => _subject?.Dispose();

    private static IsolatedSubject Open(CheckRequest request)
    {
        var root = Path.GetDirectoryName(request.Folder)!;
        var plugin = PluginDiscovery.Judge(root, request.Folder, new(root));
        return new(request.Folder, plugin.Manifest!, new ConfigurationBuilder().AddInMemoryCollection(request.Options).Build());
    }
}
