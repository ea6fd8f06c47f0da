using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Host.Plugins.Isolation;

/// <summary>The updates of a network's own objective, guarded; see <see cref="IOwnObjective"/>.</summary>
internal sealed class GuardedObjective(PluginGuard guard, IOwnObjective own)
{
    /// <summary>Runs the updates of one batch, all in one call on the plugin's thread and in one dispose scope.</summary>
    /// <exception cref="PluginCallException">The call went wrong.</exception>
    public void Run(
        Embedding embedding,
        PromptBatch prompts,
        Tensor target,
        StableRandom random,
        Func<ObjectiveStep, bool> update,
        CancellationToken cancellation
    ) =>
        guard.Call(
            "Objective",
            stop =>
            {
                foreach (var step in own.Objective(Detached.Aliases(embedding), Detached.Aliases(prompts), target.alias(), random, stop))
                {
                    using var loss = step.Loss;
                    if (!update(step))
                        break;
                }
                return true;
            },
            cancellation: cancellation
        );
}
