using DeferredSeg.Abstractions.Backbones;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A guarded backbone that the host may train.</summary>
public sealed class GuardedTrainableBackbone : GuardedBackbone, ITrainableBackbone
{
    internal GuardedTrainableBackbone(PluginGuard guard, ITrainableBackbone inner, string id, torch.Device device)
        : base(guard, inner, id, device)
    {
        guard.Call(
            "Module",
            _ => inner.Module,
            static module =>
            {
                if (module is null)
                    throw new PluginFaultException("it is null; a trainable backbone has a module.");
            },
            static _ => { }
        );
    }

    /// <summary>The plugin's own module. Who keeps it keeps the plugin's code: let go of it before the plugin is unloaded.</summary>
    public torch.nn.Module Module => ((ITrainableBackbone)Inner).Module;

    internal override bool IsFinal => base.IsFinal && !Module.training;
}
