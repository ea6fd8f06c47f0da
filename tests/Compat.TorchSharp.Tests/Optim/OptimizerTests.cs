using Compat.TorchSharp.Tests.Operators;
using TorchSharp.Modules;

namespace Compat.TorchSharp.Tests.Optim;

/// <summary>Optimizers step by step against PyTorch's published formulas, in doubles and plain loops.</summary>
public sealed class OptimizerTests : TensorTest
{
    private const int Steps = 6;

    private static readonly Dictionary<string, (Func<IEnumerable<Parameter>, OptimizerHelper> Create, Func<Rule> Rule)> _optimizers = new()
    {
        ["SGD"] = (p => optim.SGD(p, 0.1), () => new Sgd(0.1)),
        ["SGD, momentum"] = (p => optim.SGD(p, 0.1, 0.9), () => new Sgd(0.1, 0.9)),
        ["SGD, momentum, dampening, weight decay"] = (p => optim.SGD(p, 0.1, 0.9, 0.3, 0.05), () => new Sgd(0.1, 0.9, 0.3, 0.05)),
        ["SGD, nesterov"] = (p => optim.SGD(p, 0.1, 0.8, 0, 0.01, true), () => new Sgd(0.1, 0.8, 0, 0.01, true)),
        ["SGD, maximize"] = (p => optim.SGD(p, 0.1, 0.9, maximize: true), () => new Sgd(0.1, 0.9, maximize: true)),
        ["SGD, named"] = (p => optim.SGD(Named(p), 0.2), () => new Sgd(0.2)),
        ["Adam"] = (p => optim.Adam(p), () => new AdamRule(0.001)),
        ["Adam, weight decay"] = (p => optim.Adam(p, 0.02, 0.8, 0.95, 1e-6, 0.1), () => new AdamRule(0.02, 0.8, 0.95, 1e-6, 0.1)),
        ["Adam, amsgrad, maximize"] = (p => optim.Adam(p, 0.02, amsgrad: true, maximize: true), () => new AdamRule(0.02, amsgrad: true, maximize: true)),
        ["Adam, named"] = (p => optim.Adam(Named(p), 0.02), () => new AdamRule(0.02)),
        ["AdamW"] = (p => optim.AdamW(p, 0.02), () => new AdamRule(0.02, decoupled: true)),
        ["AdamW, weight decay"] = (p => optim.AdamW(p, 0.02, 0.8, 0.95, 1e-6, 0.1), () => new AdamRule(0.02, 0.8, 0.95, 1e-6, 0.1, decoupled: true)),
        ["AdamW, amsgrad, maximize"] = (p => optim.AdamW(p, 0.02, weight_decay: 0.1, amsgrad: true, maximize: true), () => new AdamRule(0.02, decay: 0.1, amsgrad: true, maximize: true, decoupled: true)),
        ["AdamW, named"] = (p => optim.AdamW(Named(p), 0.02), () => new AdamRule(0.02, decoupled: true)),
    };

    public static TheoryData<string> Optimizers => [.. _optimizers.Keys];

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void Every_step_is_that_of_the_published_formula(string name)
    {
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        var start = In.Real(2, 3).Draw(random);
        var parameter = new Parameter(Check.ToTensor(start));
        using var optimizer = _optimizers[name].Create([parameter]);
        var rules = start.Data.Select(_ => _optimizers[name].Rule()).ToArray();
        var expected = (double[])start.Data.Clone();
        for (var step = 0; step < Steps; step++)
        {
            var gradient = In.Real(2, 3).Draw(random);
            parameter.grad = Check.ToTensor(gradient);
            optimizer.step();
            for (var i = 0; i < expected.Length; i++) expected[i] = rules[i].Step(expected[i], gradient.Data[i]);
            Check.Same(new Nd(expected, 2, 3), Nd.From(parameter), 1e-12, $"{name}, step {step + 1} (seed {Seed})");
        }
    }

    [Theory]
    [MemberData(nameof(Optimizers))]
    public void A_state_that_is_loaded_goes_on_with_the_same_bits(string name)
    {
        using var scope = NewDisposeScope();
        var (first, second) = (new Parameter(torch.randn(3)), new Parameter(torch.zeros(3)));
        using var original = _optimizers[name].Create([first]);
        Advance(original, first, 3);
        using (no_grad()) second.copy_(first);
        using var resumed = _optimizers[name].Create([second]);
        resumed.load_state_dict(original.state_dict());
        resumed.load_state_dict(resumed.state_dict());
        var state = get_rng_state();
        Advance(original, first, 3);
        set_rng_state(state);
        Advance(resumed, second, 3);
        Assert.True(first.Equals((Tensor)second));
    }

    [Fact]
    public void Groups_have_settings_of_their_own_and_take_the_rest_from_the_optimizer()
    {
        using var scope = NewDisposeScope();
        Parameter[] p = [.. Enumerable.Range(0, 3).Select(_ => new Parameter(torch.ones(1, float64)))];
        using var sgd = optim.SGD([new SGD.ParamGroup([p[0]], new SGD.Options { LearningRate = 0.5 }), new SGD.ParamGroup([p[1]], new SGD.Options())], 0.1, weight_decay: 1);
        sgd.add_param_group(new SGD.ParamGroup([p[2]], new SGD.Options { weight_decay = 0 }));
        foreach (var parameter in p) parameter.grad = torch.ones(1, float64);
        sgd.step();
        Assert.Equal([1 - 0.5 * 2, 1 - 0.1 * 2, 1 - 0.1], p.Select(parameter => Math.Round(parameter.ToDouble(), 12)));
        Assert.Equal([0.5, 0.1, 0.1], sgd.ParamGroups.Select(group => group.LearningRate));
        Assert.Equal(p, sgd.parameters());
        Assert.Throws<ArgumentException>(() => sgd.add_param_group(new SGD.ParamGroup([p[0]], new SGD.Options())));
    }

    [Fact]
    public void Groups_of_Adam_and_AdamW_have_betas_of_their_own()
    {
        using var scope = NewDisposeScope();
        var (p, q) = (new Parameter(torch.ones(1, float64)), new Parameter(torch.ones(1, float64)));
        using var adam = optim.Adam([new Adam.ParamGroup([p], 0.1, 0.5, 0.6), new Adam.ParamGroup([q], new Adam.Options())], 0.3);
        using var adamW = optim.AdamW([new AdamW.ParamGroup([p], 0.1, weight_decay: 0.5), new AdamW.ParamGroup([q], new AdamW.Options())], 0.3);
        Assert.Equal([(0.5, 0.6), (0.9, 0.999)], adam.ParamGroups.Select(group => ((optim.IBetas)group).Betas));
        p.grad = torch.ones(1, float64);
        q.grad = torch.ones(1, float64);
        adam.step();
        Assert.Equal((0.9, 0.7), (Math.Round(p.ToDouble(), 6), Math.Round(q.ToDouble(), 6)));
        adamW.step();
        Assert.Equal((0.9 * 0.95 - 0.1, 0.4), (Math.Round(p.ToDouble(), 6), Math.Round(q.ToDouble(), 6)));
    }

    [Fact]
    public void A_parameter_without_a_gradient_stays_and_zero_grad_writes_zeros()
    {
        using var scope = NewDisposeScope();
        var (p, q) = (new Parameter(torch.ones(2)), new Parameter(torch.ones(2)));
        using var optimizer = optim.AdamW([p, q], 0.1, weight_decay: 0.1);
        p.grad = torch.ones(2);
        optimizer.step();
        Assert.True(q.Equals(torch.ones(2)));
        Assert.False(p.Equals(torch.ones(2)));
        optimizer.zero_grad();
        Assert.Equal([0f, 0f], p.grad!.data<float>().ToArray());
        Assert.Null(q.grad);
    }

    [Fact]
    public void A_closure_is_recorded_and_its_loss_handed_back()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(torch.tensor(3.0));
        using var optimizer = optim.SGD([p], 0.1);
        var loss = optimizer.step(() =>
        {
            optimizer.zero_grad();
            var value = p * p;
            value.backward();
            return value;
        });
        Assert.Equal((9.0, 2.4), (loss!.ToDouble(), Math.Round(p.ToDouble(), 12)));
    }

    [Fact]
    public void Settings_out_of_range_are_refused()
    {
        using var scope = NewDisposeScope();
        var p = new Parameter(torch.ones(1));
        foreach (var create in (Action[])[() => optim.SGD([p], -1), () => optim.SGD([p], 1, -1), () => optim.SGD([p], 1, nesterov: true), () => optim.Adam([p], beta1: 1), () => optim.AdamW([p], beta2: -0.1), () => optim.Adam([p], weight_decay: -1)])
            Assert.Throws<ArgumentException>(create);
    }

    private static IEnumerable<(string, Parameter)> Named(IEnumerable<Parameter> parameters) => parameters.Select((parameter, i) => ($"p{i}", parameter));

    private static void Advance(OptimizerHelper optimizer, Parameter parameter, int steps)
    {
        for (var i = 0; i < steps; i++)
        {
            parameter.grad = torch.randn(3);
            optimizer.step();
        }
    }
}
