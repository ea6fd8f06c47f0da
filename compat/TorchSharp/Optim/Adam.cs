namespace TorchSharp.Modules;

/// <summary>Adam (Kingma and Ba).</summary>
public class Adam : OptimizerHelper, torch.optim.IBetas
{
    private readonly Options _defaults;

    public Adam(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
        : this([new ParamGroup(parameters, new Options())], lr, beta1, beta2, eps, weight_decay, amsgrad, maximize)
    {
    }

    public Adam(IEnumerable<ParamGroup> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
    {
        if (lr < 0) throw new ArgumentException($"Invalid learning rate: {lr}", nameof(lr));
        if (beta1 is < 0 or >= 1) throw new ArgumentException($"Invalid beta1 value: {beta1}", nameof(beta1));
        if (beta2 is < 0 or >= 1) throw new ArgumentException($"Invalid beta2 value: {beta2}", nameof(beta2));
        if (eps < 0) throw new ArgumentException($"Invalid eps value: {eps}", nameof(eps));
        if (weight_decay < 0) throw new ArgumentException($"Invalid weight_decay value: {weight_decay}", nameof(weight_decay));
        _defaults = new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize };
        foreach (var group in parameters) add_param_group(group);
    }

    public (double, double) Betas
    {
        get => ((ParamGroup)Groups[0]).Betas;
        set
        {
            foreach (var group in Groups) ((ParamGroup)group).Betas = value;
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
        if (options.weight_decay > 0) gradient = gradient.add(parameter, options.weight_decay!.Value);
        var moments = new AdamMoments { First = state.exp_avg, Second = state.exp_avg_sq, Largest = options.amsgrad == true ? state.max_exp_avg_sq : null, Step = ++state.step };
        moments.Apply(parameter, gradient, options.LearningRate!.Value, options.beta1!.Value, options.beta2!.Value, options.eps!.Value);
    });

    protected override void Dispose(bool disposing)
    {
        if (!disposing) return;
        foreach (var state in States) ((State)state).Dispose();
    }

    /// <summary>The settings of Adam.</summary>
    public class Options : OptimizerOptions
    {
        public double? beta1;
        public double? beta2;
        public double? weight_decay;
        public double? eps;
        public bool? amsgrad;
        public bool? maximize;

        public override void LoadStateDict(OptimizerOptions source)
        {
            base.LoadStateDict(source);
            var other = (Options)source;
            (beta1, beta2, weight_decay, eps, amsgrad, maximize) = (other.beta1, other.beta2, other.weight_decay, other.eps, other.amsgrad, other.maximize);
        }

        internal void Complete(Options defaults)
        {
            LearningRate ??= defaults.LearningRate;
            beta1 ??= defaults.beta1;
            beta2 ??= defaults.beta2;
            weight_decay ??= defaults.weight_decay;
            eps ??= defaults.eps;
            amsgrad ??= defaults.amsgrad;
            maximize ??= defaults.maximize;
        }
    }

    /// <summary>Parameters with settings of their own.</summary>
    public class ParamGroup : ParamGroup<Options>, torch.optim.IBetas
    {
        public ParamGroup()
        {
            Options = new Options();
        }

        public ParamGroup(IEnumerable<Parameter> parameters, Options options)
            : base(parameters, options)
        {
        }

        public ParamGroup(IEnumerable<Parameter> parameters, double lr = 0.001, double beta1 = 0.9, double beta2 = 0.999, double eps = 1e-08, double weight_decay = 0, bool amsgrad = false, bool maximize = false)
            : base(parameters, new Options { LearningRate = lr, beta1 = beta1, beta2 = beta2, eps = eps, weight_decay = weight_decay, amsgrad = amsgrad, maximize = maximize })
        {
        }

        public (double, double) Betas
        {
            get => (Options.beta1!.Value, Options.beta2!.Value);
            set => (Options.beta1, Options.beta2) = value;
        }
    }

    /// <summary>The moments of a parameter.</summary>
    public sealed class State : OptimizerState, IDisposable
    {
        public long step;
        public torch.Tensor exp_avg = null!;
        public torch.Tensor exp_avg_sq = null!;
        public torch.Tensor? max_exp_avg_sq;

        public State(Parameter parameter)
            : base(parameter)
        {
        }

        public override void Initialize(OptimizerOptions options)
        {
            step = 0;
            exp_avg = torch.zeros_like(Target).DetachFromDisposeScope();
            exp_avg_sq = torch.zeros_like(Target).DetachFromDisposeScope();
            if (((Options)options).amsgrad == true) max_exp_avg_sq = torch.zeros_like(Target).DetachFromDisposeScope();
        }

        public override void LoadStateDict(OptimizerState source)
        {
            var other = (State)source;
            using var frozen = torch.no_grad();
            step = other.step;
            exp_avg.copy_(other.exp_avg);
            exp_avg_sq.copy_(other.exp_avg_sq);
            if (other.max_exp_avg_sq is not null) max_exp_avg_sq?.copy_(other.max_exp_avg_sq);
        }

        public override void to(torch.Device device)
        {
            exp_avg.Replace(device, null, false);
            exp_avg_sq.Replace(device, null, false);
            max_exp_avg_sq?.Replace(device, null, false);
        }

        public void Dispose()
        {
            exp_avg.Dispose();
            exp_avg_sq.Dispose();
            max_exp_avg_sq?.Dispose();
        }
    }
}
