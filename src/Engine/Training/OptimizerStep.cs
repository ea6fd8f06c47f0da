using System.Globalization;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Training;

/// <summary>
/// One step of the optimizer over its micro-batches. It is a function of weights, moments, seed, epoch and its own number: torch's
/// generator is seeded anew, and gradients begin empty.
/// </summary>
internal sealed class OptimizerStep(TrainingSetup setup, TrainedParts parts, TrainedNetwork network, TrainingObjective objective, TrainedOptimizer optimizer)
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
        if (setup.Options.SegmentorLoss == SegmentorLossKind.Own)
            return Own(batches.Single(), epoch, number, badInRow, notice);
        var over = new StepSum(objective, batches.Count, setup.Options.Rho);
        var bad = badInRow;
        foreach (var indices in batches)
        {
            using var inner = setup.Options.Rho == RhoOver.MicroBatch ? NewDisposeScope() : null;
            var forget = Remember();
            var batch = new TrainingBatch([.. indices.Select((index, sample) => Case(index, sample, indices.Length, epoch, number))], _kind, setup.Device);
            if (over.Add(Objective(batch)))
            {
                bad = 0;
                continue;
            }
            forget();
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
                $"Epoch {epoch + 1}, step {number + 1}: the gradient of "
                    + $"{string.Join(", ", batches.SelectMany(batch => batch).Select(index => setup.Train.Cases[index].Id))} "
                    + "is no finite number; the step is left out."
            );
            return over.Outcome(badInRow + 1);
        }
        if (setup.Options.GradientNorm is { } norm)
            nn.utils.clip_grad_norm_(parts.Parameters.Select(entry => entry.Value), norm);
        optimizer.Step();
        return over.Outcome(bad);
    }

    /// <summary>What takes running statistics back: they have met what was no number, and would spread it to every later batch.</summary>
    private Action Remember()
    {
        var buffers = parts.Buffers.Select(buffer => (Buffer: buffer, Before: buffer.clone())).ToList();
        return () =>
        {
            using var frozen = no_grad();
            buffers.ForEach(entry => entry.Buffer.copy_(entry.Before));
        };
    }

    /// <summary>The updates of a batch that the network's own objective asks for, each by itself.</summary>
    private StepOutcome Own(int[] indices, int epoch, long number, int badInRow, Action<string> notice)
    {
        var batch = new TrainingBatch([.. indices.Select((index, sample) => Case(index, sample, indices.Length, epoch, number))], _kind, setup.Device);
        var (sum, steps, isGood, forget) = (0.0, 0, true, Remember());
        static string OwnName(string name) => name["backbone.".Length..];
        network.Update(
            setup.Objective!,
            batch,
            StableRandom.Of((long)StableRandom.Of(setup.Seed, "objective").Bits(number)),
            step =>
            {
                parts.ClearGradients();
                var value = step.Loss.ToDouble();
                if (double.IsFinite(value))
                    step.Loss.backward();
                isGood = double.IsFinite(value) && parts.Parameters.All(entry => IsFinite(entry.Value));
                if (!isGood)
                    return false;
                foreach (var (name, parameter) in parts.Parameters.Where(_ => step.Parts.Count > 0))
                    if (!step.Parts.Any(part => OwnName(name).StartsWith(part, StringComparison.Ordinal)))
                        parameter.grad = null;
                if (setup.Options.GradientNorm is { } norm)
                    nn.utils.clip_grad_norm_(parts.Parameters.Select(entry => entry.Value).Where(parameter => parameter.grad is not null), norm);
                optimizer.Step();
                (sum, steps) = (sum + value, steps + 1);
                return true;
            }
        );
        if (!isGood)
        {
            forget();
            notice($"Epoch {epoch + 1}, step {number + 1}: a loss or gradient of {batch.Names} is no finite number; the rest of the batch is left out.");
            return new(0, LossParts.Zero, [], badInRow + 1);
        }
        return new(1, LossParts.Zero with { Total = sum / Math.Max(steps, 1) }, [], 0);
    }

    private readonly PatchSampling? _patches = setup.Tiles is { } tiles ? new(tiles.Patch, setup.Options.Foreground) : null;

    private BatchCase Case(int index, int sample, int batch, int epoch, long step) =>
        _patches is null ? Whole(index, epoch) : PatchOf(_patches, index, _patches.IsForced(sample, batch), epoch, step);

    // The step tells the patches of a volume apart that an epoch has several of.
    private BatchCase PatchOf(PatchSampling patches, int index, bool isForced, int epoch, long step)
    {
        var volume = setup.Train.Get(index, GeometricVariant.None);
        var random = StableRandom.Of(
            setup.Seed,
            "patch",
            epoch.ToString(CultureInfo.InvariantCulture),
            volume.Info.Id,
            step.ToString(CultureInfo.InvariantCulture)
        );
        return BatchCase.OfPatch(
            volume,
            patches.Draw(volume.Reference, _kind, isForced, random),
            EpochOrder.Variant(setup.Options.Augmentation, volume.Info, patches.Sides[1] == patches.Sides[2], setup.Seed, epoch),
            setup.Options.Deferral ? setup.Panel : null,
            _kind,
            setup.Seed,
            epoch
        );
    }

    private BatchCase Whole(int index, int epoch)
    {
        var one = BatchCase.Of(
            setup.Train,
            index,
            original => EpochOrder.Variant(setup.Options.Augmentation, original.Info, original.Height == original.Width, setup.Seed, epoch),
            setup.Options.Deferral ? setup.Panel : null,
            _kind,
            setup.Seed,
            epoch,
            CancellationToken.None
        );
        if (setup.Drawn is not { } drawn)
            return one;
        var random = StableRandom.Of(setup.Seed, "raters", epoch.ToString(CultureInfo.InvariantCulture), one.Prepared.Info.Id);
        return one with { Prepared = one.Prepared with { Reference = Turning.Apply(drawn.Of(index, random), one.Prepared.Variant) } };
    }

    /// <summary>Null where the networks' outputs are no finite numbers, which the losses refuse.</summary>
    private BatchObjective? Objective(TrainingBatch batch)
    {
        // What a network returns may belong to no scope; aliases belong to this one, and the graph keeps what it needs of the rest.
        using var output = network.Of([.. batch.Cases.Select(one => one.Prepared)], training: true);
        return output.IsFinite ? objective.Of(output.Logits.alias(), output.Routing?.alias(), output.Predictor?.alias(), batch, Deep(output)) : null;
    }

    /// <summary>Logits of coarser stages, where they are trained by.</summary>
    private IReadOnlyList<Tensor> Deep(DeferredOutput output) =>
        setup.Options.SegmentorLoss == SegmentorLossKind.DiceCrossEntropy ? [.. output.Segmentation.DeepLogits.Select(map => map.alias())] : [];

    private static bool IsFinite(Tensor parameter)
    {
        using var scope = NewDisposeScope();
        return parameter.grad is not { } gradient || gradient.isfinite().all().ToBoolean();
    }
}

/// <summary>Gathers the gradient of an optimizer step: the mean of its micro-batches, with the load-balancing penalty of each or of all together.</summary>
internal sealed class StepSum(TrainingObjective objective, int batches, RhoOver over)
{
    private readonly List<BatchObjective> _kept = [];
    private LossParts _sum = LossParts.Zero;
    private double[] _rho = [];

    /// <summary>Micro-batches that counted.</summary>
    public int Counted { get; private set; }

    /// <summary>Takes a micro-batch in.</summary>
    /// <returns>False where its loss is missing or no finite number; it then takes no part.</returns>
    public bool Add(BatchObjective? batch)
    {
        if (batch is null)
            return false;
        var balance = over == RhoOver.MicroBatch && batch.Rho is not null ? objective.Balance(batch.Rho) : null;
        var total = balance is { } one ? batch.Total + one.Weighted : batch.Total;
        var parts = batch.Parts with { Total = total.ToDouble(), Balancing = balance?.Penalty ?? 0 };
        if (!double.IsFinite(parts.Total))
            return false;
        Counted++;
        _sum += parts;
        var rho = batch.Rho is null ? [] : batch.Rho.detach().cpu().to_type(ScalarType.Float64).contiguous().data<double>().ToArray();
        _rho = _rho.Length == 0 ? rho : [.. _rho.Zip(rho, (left, right) => left + right)];
        // A loss that no trained parameter takes part in, as of pixels without any expert, moves nothing.
        if (over == RhoOver.MicroBatch)
            Backward(total / batches);
        else
            _kept.Add(batch);
        return true;
    }

    /// <summary>Goes backward where that could not be done before all micro-batches were there.</summary>
    public void Finish()
    {
        if (over == RhoOver.MicroBatch)
            return;
        var total = _kept.Select(batch => batch.Total).Aggregate((sum, one) => sum + one) / batches;
        if (_kept[0].Rho is not null && objective.Balance(_kept.Select(batch => batch.Rho!).Aggregate((sum, one) => sum + one) / _kept.Count) is { } balance)
        {
            total += balance.Weighted;
            _sum += (LossParts.Zero with { Total = balance.Weighted.ToDouble(), Balancing = balance.Penalty }) * Counted;
        }
        Backward(total);
    }

    /// <summary>The numbers.</summary>
    public StepOutcome Outcome(int badInRow) => new(Counted, _sum, _rho, badInRow);

    private static void Backward(Tensor loss)
    {
        if (loss.requires_grad)
            loss.backward();
    }
}

/// <summary>What an optimizer step came to.</summary>
/// <param name="Counted">Micro-batches that counted.</param>
/// <param name="Sum">The sum of their loss parts.</param>
/// <param name="RhoSum">The sum of their rho; empty where nothing is routed or none counted.</param>
/// <param name="BadInRow">Micro-batches in a row, up to the last, whose loss was no finite number.</param>
internal sealed record StepOutcome(int Counted, LossParts Sum, IReadOnlyList<double> RhoSum, int BadInRow);
