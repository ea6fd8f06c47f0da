namespace TorchSharp.Modules;

/// <summary>Stochastic gradient descent with momentum. The arithmetic follows PyTorch's, operation by operation.</summary>
public class SGD : OptimizerHelper, torch.optim.IMomentum
{
    private readonly Options _defaults;

    public SGD(IEnumerable<Parameter> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
        : this([new ParamGroup(parameters, new Options())], lr, momentum, dampening, weight_decay, nesterov, maximize)
    {
    }

    public SGD(IEnumerable<ParamGroup> parameters, double lr, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
    {
        if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}", nameof(lr));
        if (momentum < 0) throw new ArgumentException($"Invalid momentum value: {momentum}", nameof(momentum));
        if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}", nameof(weight_decay));
        if (nesterov && (momentum <= 0 || dampening != 0)) throw new ArgumentException("Nesterov momentum requires a momentum and zero dampening");
        _defaults = new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize };
        foreach (var group in parameters) add_param_group(group);
    }

    public double Momentum
    {
        get => ((ParamGroup)Groups[0]).Momentum;
        set
        {
            foreach (var group in Groups) ((ParamGroup)group).Momentum = value;
        }
    }

    public override void add_param_group(Modules.ParamGroup param_group)
    {
        ((ParamGroup)param_group).Options.Complete(_defaults);
        Add(param_group, parameter => new State(parameter));
    }

    public override torch.Tensor? step(Func<torch.Tensor>? closure = null) => Step<Options, State>(closure, static (options, state, parameter, gradient) =>
    {
        if (options.maximize == true) gradient = gradient.neg();
        if (options.weight_decay != 0) gradient = gradient.add(parameter, options.weight_decay!.Value);
        if (options.momentum != 0)
        {
            if (state.momentum_buffer is null) state.momentum_buffer = gradient.clone().DetachFromDisposeScope();
            else state.momentum_buffer.mul_(options.momentum!.Value).add_(gradient, 1 - options.dampening!.Value);
            gradient = options.nesterov == true ? gradient.add(state.momentum_buffer, options.momentum!.Value) : state.momentum_buffer;
        }
        parameter.add_(gradient, -options.LearningRate!.Value);
    });

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in States) ((State)state).Dispose();
    }

    /// <summary>The settings of SGD.</summary>
    public class Options : OptimizerOptions
    {
        public double? momentum;
        public double? dampening;
        public double? weight_decay;
        public bool? nesterov;
        public bool? maximize;

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            (momentum, dampening, weight_decay, nesterov, maximize) = (other.momentum, other.dampening, other.weight_decay, other.nesterov, other.maximize);
        }

        internal void Complete(Options defaults)
        {
            LearningRate ??= defaults.LearningRate;
            momentum ??= defaults.momentum;
            dampening ??= defaults.dampening;
            weight_decay ??= defaults.weight_decay;
            nesterov ??= defaults.nesterov;
            maximize ??= defaults.maximize;
        }
    }

    /// <summary>Parameters with settings of their own.</summary>
    public class ParamGroup : ParamGroup<Options>, torch.optim.IMomentum
    {
        public ParamGroup()
        {
            Options = new Options();
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double momentum = 0, double dampening = 0, double weight_decay = 0, bool nesterov = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, momentum = momentum, dampening = dampening, weight_decay = weight_decay, nesterov = nesterov, maximize = maximize })
        {
        }

        public double Momentum
        {
            get => Options.momentum!.Value;
            set => Options.momentum = value;
        }
    }

    /// <summary>The velocity of a parameter, null before its first step.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public torch.Tensor? momentum_buffer;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            momentum_buffer?.Dispose();
            momentum_buffer = null;
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var copy = ((State)source).momentum_buffer?.clone().DetachFromDisposeScope();
            momentum_buffer?.Dispose();
            momentum_buffer = copy;
        }

        public override void to(torch.Device device) => momentum_buffer?.Replace(device, null, false);

        public void Dispose() => momentum_buffer?.Dispose();
    }
}
