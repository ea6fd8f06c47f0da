using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Abstractions.Plugins;
using Exported;

namespace Backbones.Onnx;

/// <summary>Brings the backbone <c>Onnx</c>.</summary>
public sealed class OnnxPlugin : IPlugin
{
    /// <inheritdoc/>
    public void Register(IPluginRegistration registration) => registration.AddBackbone<OnnxFactory>();
}

/// <summary>Opens ONNX models.</summary>
public sealed class OnnxFactory : IBackboneFactory
{
    internal const string Name = "Onnx";

    /// <inheritdoc/>
    public string Id => Name;

    /// <inheritdoc/>
    public bool RunsModelFiles => true;

    /// <inheritdoc/>
    public ISegmentorBackbone Create(BackboneContext context)
    {
        var options = OptionReader.Read<ExportedOptions>(context.Options);
        if (options.Trained)
            throw new ArgumentException("trained is true, and an ONNX model cannot be trained; export it as TorchScript, or leave it frozen.");
        var model = context.Model ?? throw new ArgumentException("There is no model; expected an ONNX file.");
        return new ExportedBackbone(Name, OnnxNetwork.Open(model.Path, context.Device), options, model);
    }
}
