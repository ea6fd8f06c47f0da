using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Backbones.ProbUNet;

/// <summary>Brings the backbone <c>ProbUNet</c>.</summary>
public sealed class ProbUNetPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<ProbUNetFactory>();
}

/// <summary>Makes Probabilistic U-Nets.</summary>
public sealed class ProbUNetFactory : IBackboneFactory
{
    internal const string Name = "ProbUNet";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var options = OptionReader.Read<ProbUNetOptions>(context.Options);
        var backbone = options.Objective == ProbUNetObjective.Evidence ? new EvidenceProbUNet(options) : new ProbUNetBackbone(options);
        backbone.Module.to(context.Device);
        return backbone;
    }
}
