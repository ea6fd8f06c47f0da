using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Training.Batches;
using DeferredSeg.Training.Objective;
using DeferredSeg.Training.Recipe;
using DeferredSeg.Training.Schedules;

namespace DeferredSeg.Training.Runs;

/// <summary>
/// One step of the optimizer over its micro-batches. It is a function of weights, moments, seed, epoch and its own number: torch's
/// generator is seeded anew, and gradients begin empty.
/// </summary>
internal sealed class OptimizerStep(TrainingSetup setup, TrainedParts parts, Network network, TrainingObjective objective, optim.Optimizer optimizer)
{
    /// <summary>Bad micro-batches in a row at which training ends.</summary>
    public const int MostBadInRow = 3;

    private readonly ClassKind _kind = setup.Backbone.Describe().ClassKind;

    /// <summary>Makes the step.</summary>
    /// <param name="batches">The cases of each micro-batch.</param>
    /// <param name="epoch">From 0.</param>
    /// <param name="number">The number of the step in the run, from 0.</param>
    /// <param name="badInRow">Bad micro-batches in a row before it.</param>
    /// <param name="notice">Is told what is left out.</param>
    public StepOutcome Run(IReadOnlyList<int[]> batches, int epoch, long number, int badInRow, Action<string> notice)
    {
        using var scope = NewDisposeScope();
        using var generator = manual_seed((long)StableRandom.Of(setup.Seed, "torch").Bits(number));
        parts.Train();
        parts.ClearGradients();
        var over = new StepSum(objective, batches.Count, setup.Options.Rho);
        var bad = badInRow;
        foreach (var indices in batches)
        {
            using var inner = setup.Options.Rho == RhoOver.MicroBatch ? NewDisposeScope() : null;
            var buffers = parts.Buffers.Select(buffer => (Buffer: buffer, Before: buffer.clone())).ToList();
            var batch = new TrainingBatch([.. indices.Select(index => Case(index, epoch))], _kind, setup.Device);
            if (over.Add(Objective(batch)))
            {
                bad = 0;
                continue;
            }
            // Running statistics have met what was no number and would spread it to every later batch.
            using (no_grad())
                buffers.ForEach(entry => entry.Buffer.copy_(entry.Before));
            notice($"Epoch {epoch + 1}, step {number + 1}: the loss of {batch.Names} is no finite number; the batch is left out.");
            if (++bad == MostBadInRow)
                return over.Outcome(bad);
        }
        if (over.Counted == 0)
            return over.Outcome(bad);
        over.Finish();
        if (!parts.Parameters.All(entry => IsFinite(entry.Value)))
        {
            notice(
                $"Epoch {epoch + 1}, step {number + 1}: the gradient of {string.Join(", ", batches.SelectMany(batch => batch).Select(index => setup.Train.Cases[index].Id))} is no finite number; the step is left out."
            );
            return over.Outcome(badInRow + 1);
        }
        if (setup.Options.GradientNorm is { } norm)
            nn.utils.clip_grad_norm_(parts.Parameters.Select(entry => entry.Value), norm);
        optimizer.step();
        return over.Outcome(bad);
    }

    private BatchCase Case(int index, int epoch) =>
        BatchCase.Of(
            setup.Train,
            index,
            original => EpochOrder.Variant(setup.Options.Augmentation, original.Info, original.Height == original.Width, setup.Seed, epoch),
            setup.Options.Deferral ? setup.Panel : null,
            _kind,
            setup.Seed,
            epoch,
            CancellationToken.None
        );

    /// <summary>Null where the networks' outputs are no finite numbers, which the losses refuse.</summary>
    private BatchObjective? Objective(TrainingBatch batch)
    {
        // What a network returns may belong to no scope; aliases belong to this one, and the graph keeps what it needs of the rest.
        using var output = network.Of([.. batch.Cases.Select(one => one.Prepared)], training: true);
        return output.IsFinite ? objective.Of(output.Logits.alias(), output.Routing?.alias(), output.Predictor?.alias(), batch) : null;
    }

    private static bool IsFinite(Tensor parameter)
    {
        using var scope = NewDisposeScope();
        return parameter.grad is not { } gradient || gradient.isfinite().all().ToBoolean();
    }
}
