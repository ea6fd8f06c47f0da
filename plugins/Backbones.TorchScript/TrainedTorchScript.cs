using DeferredSeg.Abstractions.Backbones;
using Exported;

namespace Backbones.TorchScript;

/// <summary>A model file whose parameters are trained: weights are those of the file until a run has better ones.</summary>
/// <param name="network">The model; the backbone's from here on.</param>
/// <param name="options">What the user says of it.</param>
/// <param name="model">Its file.</param>
internal sealed class TrainedTorchScript(TorchScriptNetwork network, ExportedOptions options, ModelSource model)
    : ExportedBackbone(TorchScriptFactory.Name, network, options, model),
        ITrainableBackbone
{
    /// <inheritdoc/>
    public Module Module => network.Module;

    /// <inheritdoc/>
    protected override bool IsTrained => true;
}
