using TorchSharp.Modules;

namespace DeferredSeg.Engine.Training;

/// <summary>The optimizer of a run, and its moments for checkpoints. It owns the optimizer.</summary>
internal sealed class TrainedOptimizer : IDisposable
{
    private const string AdamWSteps = "adamw.steps";
    private const string First = "adamw.first.";
    private const string Second = "adamw.second.";
    private const string Velocity = "sgd.momentum.";

    private readonly IReadOnlyList<(string Name, Parameter Value)> _parameters;
    private readonly optim.Optimizer _optimizer;

    /// <summary>Makes it for the first epoch.</summary>
    /// <param name="options">Which, and its numbers.</param>
    /// <param name="parameters">What it steps, by name.</param>
    public TrainedOptimizer(TrainingOptions options, IReadOnlyList<(string Name, Parameter Value)> parameters)
    {
        _parameters = parameters;
        var (values, rate) = (parameters.Select(entry => entry.Value), LearningRates.RateAt(options, 0));
        _optimizer =
            options.Optimizer == OptimizerKind.AdamW
                ? optim.AdamW(values, rate, weight_decay: options.WeightDecay)
                : optim.SGD(values, rate, momentum: options.Momentum, weight_decay: options.WeightDecay, nesterov: options.Momentum > 0);
    }

    /// <summary>The learning rate of the steps that follow.</summary>
    public double Rate
    {
        set
        {
            foreach (var group in _optimizer.ParamGroups)
                group.LearningRate = value;
        }
    }

    /// <summary>Makes a step of the parameters' gradients.</summary>
    public void Step() => _optimizer.step();

    /// <summary>The moments by name; new tensors belong to the caller's scope.</summary>
    public IEnumerable<(string Name, Tensor Value)> Moments()
    {
        if (_optimizer is AdamW)
        {
            var states = States<AdamW.State>();
            foreach (var ((name, _), state) in _parameters.Zip(states))
            {
                yield return (First + name, state.exp_avg);
                yield return (Second + name, state.exp_avg_sq);
            }
            yield return (AdamWSteps, tensor(states.Select(state => state.step).ToArray()));
            yield break;
        }
        // A parameter that had no gradient yet has no momentum.
        foreach (var ((name, _), state) in _parameters.Zip(States<SGD.State>()))
            if (state.momentum_buffer is { } momentum)
                yield return (Velocity + name, momentum);
    }

    /// <summary>Takes moments over, without gradients.</summary>
    public void Restore(IReadOnlyDictionary<string, Tensor> moments)
    {
        if (_optimizer is AdamW)
        {
            var steps = moments[AdamWSteps].data<long>().ToArray();
            foreach (var (((name, _), state), step) in _parameters.Zip(States<AdamW.State>()).Zip(steps))
            {
                state.exp_avg.copy_(moments[First + name]);
                state.exp_avg_sq.copy_(moments[Second + name]);
                state.step = step;
            }
            return;
        }
        foreach (var ((name, _), state) in _parameters.Zip(States<SGD.State>()))
            if (moments.TryGetValue(Velocity + name, out var momentum))
                state.momentum_buffer = momentum.clone().DetachFromDisposeScope();
    }

    /// <inheritdoc/>
    public void Dispose() => _optimizer.Dispose();

    private List<T> States<T>() => [.. ((OptimizerHelper)_optimizer).state_dict().State.Cast<T>()];
}
