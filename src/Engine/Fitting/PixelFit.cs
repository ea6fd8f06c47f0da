using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Deferral.Losses;

namespace DeferredSeg.Engine.Fitting;

/// <summary>Fits a head on pixels. At one number of threads the result follows from pixels, options and seed alone.</summary>
internal static class PixelFit
{
    private const int PixelsAtOnce = 1 << 16;

    /// <summary>Standardises the head's inputs by these pixels and fits it to them; it is in evaluation mode afterwards.</summary>
    /// <param name="head">Freshly made.</param>
    /// <param name="cases">Pixels of some cases.</param>
    /// <param name="layout">What its estimates are.</param>
    /// <param name="options">How.</param>
    /// <param name="steps">How many steps.</param>
    /// <param name="seed">Which pixels each step takes.</param>
    /// <param name="device">Where the head's parameters lie.</param>
    /// <param name="told">Is told each step and its loss.</param>
    /// <param name="cancellation">Stops between steps.</param>
    /// <exception cref="Systems.DivergedException">The loss is no finite number.</exception>
    public static void Run(
        IPixelwiseHead head,
        IReadOnlyList<PooledCase> cases,
        EstimateLayout layout,
        FittingOptions options,
        int steps,
        long seed,
        Device device,
        Action<int, double>? told,
        CancellationToken cancellation
    )
    {
        using var scope = NewDisposeScope();
        using var generator = manual_seed((long)StableRandom.Of(seed, "fit").Bits(0));
        var inputs = cat([.. cases.Select(one => one.Inputs)], 0);
        var truth = cat([.. cases.Select(one => one.Truth)], 0);
        var answers = cat([.. cases.Select(one => one.Answers)], 0);
        var answered = cat([.. cases.Select(one => one.Answered)], 0);
        var (mean, deviation) = Moments(inputs);
        head.Standardise(mean.to(device), deviation.to(device));
        var module = head.Module;
        module.train();
        var kept = head.WithoutDecay.ToHashSet(StringComparer.Ordinal);
        var named = module.named_parameters().ToList();
        using var decayed = Optimizer(named.Where(one => !kept.Contains(one.name)).Select(one => one.parameter), options, options.WeightDecay);
        using var prior = Optimizer(named.Where(one => kept.Contains(one.name)).Select(one => one.parameter), options, 0);
        optim.Optimizer[] optimizers = [.. new[] { decayed, prior }.OfType<optim.Optimizer>()];
        var count = inputs.shape[0];
        for (var step = 0; step < steps; step++)
        {
            cancellation.ThrowIfCancellationRequested();
            using var inner = NewDisposeScope();
            var drawn = randint(0, count, [Math.Min(options.Pixels, count)], ScalarType.Int64);
            foreach (var optimizer in optimizers)
            {
                optimizer.zero_grad();
                foreach (var group in optimizer.ParamGroups)
                    group.LearningRate = OneCycle.RateAt(options.LearningRate, step, steps);
            }
            var loss = EstimateLoss.Of(
                head.Estimate(inputs.index_select(0, drawn).to(ScalarType.Float32, device)),
                Drawn(truth).to(ScalarType.Int64),
                Drawn(answers).to(ScalarType.Int64),
                Drawn(answered).to(ScalarType.Bool),
                layout
            );
            var value = loss.ToDouble();
            if (!double.IsFinite(value))
                throw new Systems.DivergedException(
                    $"The loss of step {step + 1} of fitting the router is no finite number. Lower fitting:learningRate, which is {options.LearningRate}."
                );
            loss.backward();
            foreach (var optimizer in optimizers)
                optimizer.step();
            told?.Invoke(step, value);

            Tensor Drawn(Tensor labels) => labels.index_select(0, drawn).to(device);
        }
        module.eval();
        foreach (var (_, parameter) in named)
            parameter.grad = null;
    }

    /// <summary>What a fitted head says of pixels, float32 <c>[N, G, M]</c> on the CPU, in the caller's dispose scope.</summary>
    public static Tensor Estimate(IPixelwiseHead head, PooledCase one, Device device)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        List<Tensor> parts = [];
        for (var first = 0L; first < one.Inputs.shape[0]; first += PixelsAtOnce)
        {
            var part = one.Inputs.narrow(0, first, Math.Min(PixelsAtOnce, one.Inputs.shape[0] - first));
            parts.Add(head.Estimate(part.to(ScalarType.Float32, device)).cpu());
        }
        return cat(parts, 0).MoveToOuterDisposeScope();
    }

    private static optim.Optimizer? Optimizer(IEnumerable<TorchSharp.Modules.Parameter> parameters, FittingOptions options, double decay)
    {
        var all = parameters.Where(parameter => parameter.requires_grad).ToList();
        return all.Count == 0 ? null : optim.AdamW(all, options.LearningRate, weight_decay: decay);
    }

    // Summed in float64, part by part: half precision overflows.
    private static (Tensor Mean, Tensor Deviation) Moments(Tensor inputs)
    {
        using var scope = NewDisposeScope();
        var count = inputs.shape[0];
        var mean = zeros(inputs.shape[1], ScalarType.Float64);
        var squares = zeros(inputs.shape[1], ScalarType.Float64);
        Each(part => mean.add_(part.sum(0L)));
        mean.div_(count);
        Each(part => squares.add_((part - mean).square().sum(0L)));
        // What never changes tells nothing, and is not blown up.
        var deviation = squares.div(count).sqrt();
        deviation = deviation.where(deviation.gt(1e-6), ones_like(deviation));
        return (mean.to(ScalarType.Float32).MoveToOuterDisposeScope(), deviation.to(ScalarType.Float32).MoveToOuterDisposeScope());

        void Each(Action<Tensor> add)
        {
            for (var first = 0L; first < count; first += PixelsAtOnce)
            {
                using var part = NewDisposeScope();
                add(inputs.narrow(0, first, Math.Min(PixelsAtOnce, count - first)).to(ScalarType.Float64));
            }
        }
    }
}
