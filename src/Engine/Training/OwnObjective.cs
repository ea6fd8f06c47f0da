using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;

namespace DeferredSeg.Engine.Training;

/// <summary>
/// Runs the updates of a network's own objective on a batch (<see cref="IOwnObjective"/>), all in one dispose scope, in the gradient mode of the caller.
/// </summary>
/// <param name="embedding">The batch's embedding.</param>
/// <param name="prompts">What points at the targets.</param>
/// <param name="target">float32 <c>[B, K, H, W]</c>, 0 and 1.</param>
/// <param name="random">What the objective's random numbers follow from.</param>
/// <param name="update">Updates what a step names; false ends it.</param>
/// <param name="cancellation">Ends it early.</param>
public delegate void OwnObjective(
    Embedding embedding,
    PromptBatch prompts,
    Tensor target,
    StableRandom random,
    Func<ObjectiveStep, bool> update,
    CancellationToken cancellation
);
