using DeferredSeg.Abstractions.Backbones;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A guarded backbone that the host may train.</summary>
public sealed class GuardedTrainableBackbone : GuardedBackbone, ITrainableBackbone
{
    internal GuardedTrainableBackbone(
        PluginGuard guard,
        ITrainableBackbone inner,
        string id,
        torch.Device device,
        IReadOnlyList<GuardedBackbone>? wrapped = null
    )
        : base(guard, inner, id, device, wrapped)
    {
        guard.Call(
            "Module",
            _ => inner.Module,
            static module =>
            {
                if (module is null)
                    throw new PluginFaultException("it is null; a trainable backbone has a module.");
            }
        );
    }

    /// <summary>The plugin's own module. Who keeps it keeps the plugin's code: let go of it before the plugin is unloaded.</summary>
    public torch.nn.Module Module => ((ITrainableBackbone)Inner).Module;

    internal override bool IsFinal => base.IsFinal && !Module.training;
}

/// <summary>A plugin's own way to take weights, guarded. Weights that it refuses are the user's to mend, not a fault of the plugin.</summary>
internal sealed class GuardedWeightImport(PluginGuard guard, IWeightImport inner) : IWeightImport
{
    public void ImportWeights(IReadOnlyDictionary<string, Tensor> weights) =>
        guard.Call("ImportWeights", () => inner.ImportWeights(weights), refusal: static e => e is ArgumentException, makes: true);
}
