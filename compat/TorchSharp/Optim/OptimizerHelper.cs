using TorchSharp.Utils;

namespace TorchSharp.Modules;

/// <summary>What the managed optimizers share: groups, one state per parameter, and the loop over them.</summary>
public abstract class OptimizerHelper : torch.optim.Optimizer
{
    private readonly OrderedDict<IntPtr, OptimizerState> _state = new();

    public OptimizerHelper()
        : base(IntPtr.Zero)
    {
    }

    public virtual StateDictionary state_dict()
    {
        var dictionary = new StateDictionary();
        foreach (var group in Groups) dictionary.Options.Add(group.Options);
        foreach (var parameter in parameters()) dictionary.State.Add(_state[parameter.Handle]);
        return dictionary;
    }

    /// <summary>Copies options and states, which must be of the same optimizer over the same parameters.</summary>
    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        if (own.Options.Count != state_dict.Options.Count || own.State.Count != state_dict.State.Count)
            throw new ArgumentException($"The state has {state_dict.Options.Count} groups and {state_dict.State.Count} parameters, the optimizer has {own.Options.Count} and {own.State.Count}.", nameof(state_dict));
        for (var i = 0; i < own.Options.Count; i++) own.Options[i].LoadStateDict(state_dict.Options[i]);
        for (var i = 0; i < own.State.Count; i++) own.State[i].LoadStateDict(state_dict.State[i]);
    }

    private protected void Add<TState>(ParamGroup group, Func<Parameter, TState> create) where TState : OptimizerState
    {
        group.Parameters = [.. group.Parameters];
        if (group.InitialLearningRate == 0) group.InitialLearningRate = group.LearningRate;
        base.add_param_group(group);
        foreach (var parameter in group.Parameters)
        {
            if (_state.ContainsKey(parameter.Handle)) throw new ArgumentException("some parameters appear in more than one parameter group", nameof(group));
            var state = create(parameter);
            state.Initialize(group.Options);
            _state.Add(parameter.Handle, state);
        }
    }

    /// <summary>Calls the body for every parameter that has a gradient, without recording.</summary>
    private protected torch.Tensor? Step<TOptions, TState>(Func<torch.Tensor>? closure, Action<TOptions, TState, Parameter, torch.Tensor> body)
        where TOptions : OptimizerOptions
        where TState : OptimizerState
    {
        torch.Tensor? loss = null;
        if (closure is not null)
        {
            using var recording = torch.enable_grad();
            loss = closure();
        }
        using var frozen = torch.no_grad();
        foreach (var group in Groups)
        {
            foreach (var parameter in group.Parameters)
            {
                using var scope = torch.NewDisposeScope();
                if (parameter.grad is { } gradient) body((TOptions)group.Options, (TState)_state[parameter.Handle], parameter, gradient);
            }
        }
        return loss;
    }

    private protected IEnumerable<OptimizerState> States => _state.values();
}
