using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;
using Exported;

namespace Backbones.TorchScript;

/// <summary>Brings the backbone <c>TorchScript</c>.</summary>
public sealed class TorchScriptPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<TorchScriptFactory>();
}

/// <summary>Opens traced and scripted models.</summary>
public sealed class TorchScriptFactory : IBackboneFactory
{
    internal const string Name = "TorchScript";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public bool RunsModelFiles => true;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var options = OptionReader.Read<ExportedOptions>(context.Options);
        var model = context.Model ?? throw new ArgumentException("There is no model; expected a TorchScript file.");
        var network = TorchScriptNetwork.Open(model.Path, context.Device);
        return options.Trained ? new TrainedTorchScript(network, options, model) : new ExportedBackbone(Name, network, options, model);
    }
}
