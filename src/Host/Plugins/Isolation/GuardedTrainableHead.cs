using DeferredSeg.Abstractions.Heads;
using TorchSharp;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>A guarded deferral head that the host may train.</summary>
public sealed class GuardedTrainableHead : GuardedHead, ITrainableHead
{
    internal GuardedTrainableHead(PluginGuard guard, ITrainableHead inner, string id, HeadContext context)
        : base(guard, inner, id, context)
    {
        guard.Call(
            "Module",
            _ => inner.Module,
            static module =>
            {
                if (module is null)
                    throw new PluginFaultException("it is null; a trainable head has a module.");
            },
            static _ => { }
        );
    }

    /// <summary>The plugin's own module. Who keeps it keeps the plugin's code: let go of it before the plugin is unloaded.</summary>
    public torch.nn.Module Module => ((ITrainableHead)Inner).Module;

    private protected override bool IsFinal => base.IsFinal && !Module.training;
}
