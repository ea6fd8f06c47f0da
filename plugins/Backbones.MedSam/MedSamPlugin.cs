using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;

namespace Backbones.MedSam;

/// <summary>Brings the backbone <c>MedSam</c>.</summary>
public sealed class MedSamPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<MedSamFactory>();
}

/// <summary>Makes MedSAM and SAM networks.</summary>
public sealed class MedSamFactory : IBackboneFactory
{
    internal const string Name = "MedSam";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var backbone = new MedSamBackbone(OptionReader.Read<MedSamOptions>(context.Options));
        backbone.Module.to(context.Device);
        return backbone;
    }
}
