using DeferredSeg.Abstractions.Backbones;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A plugin's own way to take weights, guarded. Weights that it refuses are the user's to mend, not a fault of the plugin.</summary>
internal sealed class GuardedWeightImport(PluginGuard guard, IWeightImport inner) : IWeightImport
{
    public void ImportWeights(IReadOnlyDictionary<string, Tensor> weights) =>
        guard.Call(
            "ImportWeights",
            _ =>
            {
                inner.ImportWeights(weights);
                return true;
            },
            static _ => { },
            static _ => { },
            refusal: static e => e is ArgumentException,
            makes: true
        );
}
