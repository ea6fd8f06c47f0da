using Compat.TorchSharp.Tests.Operators;
using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Compat.TorchSharp.Tests.Modules;

/// <summary>Modules in modules: names, states, modes, hooks, types.</summary>
public sealed class ModuleTreeTests : TensorTest
{
    [Fact]
    public void Components_are_listed_in_order_under_dotted_names()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        Assert.Equal(["scale", "first.weight", "first.bias", "rest.0.weight", "rest.0.bias", "rest.2.weight", "rest.2.bias"], net.named_parameters().Select(p => p.name));
        Assert.Equal(["scale"], net.named_parameters(false).Select(p => p.name));
        Assert.Equal(["offset", "scratch", "rest.2.running_mean", "rest.2.running_var", "rest.2.num_batches_tracked"], net.named_buffers().Select(b => b.name));
        Assert.Equal(["offset", "scratch"], net.named_buffers(false).Select(b => b.name));
        Assert.DoesNotContain("scratch", net.named_buffers(include_nonpersistent: false).Select(b => b.name));
        Assert.Equal(["first", "rest"], net.named_children().Select(c => c.name));
        Assert.Equal(["first", "rest", "rest.0", "rest.1", "rest.2"], net.named_modules().Select(m => m.name));
        Assert.Equal((7, 5, 2, 5), (net.parameters().Count(), net.buffers().Count(), net.children().Count(), net.modules().Count()));
        Assert.Equal((true, false, true, false), (net.has_parameter("scale"), net.has_parameter("offset"), net.has_buffer("offset"), net.has_buffer("scale")));
        Assert.Same(net.First.weight, net.get_parameter("first.weight"));
        Assert.Same(net.named_buffers().First().buffer, net.get_buffer("offset"));
        Assert.Null(net.get_parameter("nothing"));
    }

    [Fact]
    public void A_name_is_free_of_dots_and_used_once()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        Assert.Throws<ArgumentException>(() => net.register_buffer("a.b", torch.zeros(1)));
        Assert.Throws<ArgumentException>(() => net.add_module("", Identity()));
        Assert.Throws<InvalidOperationException>(() => net.register_buffer("scale", torch.zeros(1)));
    }

    [Fact]
    public void A_state_goes_from_one_network_to_another()
    {
        using var scope = NewDisposeScope();
        using var from = new Net();
        using var to = new Net();
        from.call(torch.randn(4, 3)).sum().backward();
        var state = from.state_dict();
        Assert.DoesNotContain("scratch", state.Keys);
        Assert.Equal(11, state.Count);
        var (missing, unexpected) = to.load_state_dict(state);
        Assert.Empty(missing.Concat(unexpected));
        Assert.All(to.state_dict(), entry => Assert.True(entry.Value.Equals(state[entry.Key]), entry.Key));
        from.eval();
        to.eval();
        var x = torch.randn(4, 3);
        Assert.True(from.call(x).Equals(to.call(x)));
        Assert.Equal(["net.scale", "net.offset"], from.state_dict(prefix: "net").Keys.Take(2));
    }

    [Fact]
    public void A_strict_state_has_exactly_the_names_of_the_network()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        var state = net.state_dict().ToDictionary(entry => entry.Key, entry => entry.Value.detach().clone() + 1);
        state.Remove("offset");
        state["another"] = torch.zeros(1);
        Assert.Contains("offset", Assert.Throws<InvalidOperationException>(() => net.load_state_dict(state)).Message);
        Assert.Equal(1, net.get_buffer("offset")!.item<float>());
        var (missing, unexpected) = net.load_state_dict(state, strict: false);
        Assert.Equal((["offset"], ["another"]), (missing, unexpected), (a, b) => a.Item1.SequenceEqual(b.Item1) && a.Item2.SequenceEqual(b.Item2));
        Assert.True(net.First.weight.Equals(state["first.weight"]));
        state["first.weight"].zero_();
        state.Remove("another");
        net.load_state_dict(state, skip: ["offset", "first.weight"]);
        Assert.False(net.First.weight.Equals(state["first.weight"]));
    }

    [Fact]
    public void Modes_reach_every_part()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        Assert.All(net.modules().Append(net), module => Assert.True(module.training));
        net.eval();
        Assert.All(net.modules().Append(net), module => Assert.False(module.training));
        net.train();
        Assert.All(net.modules().Append(net), module => Assert.True(module.training));
        var visited = new List<string>();
        net.apply(module => visited.Add(module.GetName()));
        Assert.Equal(["Linear", "Linear", "ReLU", "BatchNorm1d", "Sequential", "Net"], visited);
    }

    [Fact]
    public void Another_type_keeps_the_parameters_and_their_optimizer()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        using var optimizer = optim.SGD(net.parameters(), 0.5, 0.9);
        var (before, weight) = (net.parameters().ToList(), net.First.weight);
        net.call(torch.randn(4, 3)).sum().backward();
        Assert.Same(net, net.to(float64));
        Assert.All(before.Zip(net.parameters()), pair => Assert.Same(pair.First, pair.Second));
        Assert.All(net.parameters(), p => Assert.Equal((float64, float64), (p.dtype, p.grad!.dtype)));
        Assert.Equal([float64, float64, float64, float64, int64], net.buffers().Select(buffer => buffer.dtype));
        var (old, gradient) = (weight.detach().clone(), weight.grad!.clone());
        optimizer.step();
        Assert.True(weight.allclose(old - 0.5 * gradient));
        Assert.Equal(float32, net.@float().First.weight.dtype);
        Assert.Equal(float64, net.@double().First.weight.dtype);
        Assert.Equal(float16, net.half().First.weight.dtype);
        Assert.Equal(bfloat16, net.bfloat16().First.weight.dtype);
        Assert.Equal(float32, net.to(CPU, float32).cpu().to("cpu").to(DeviceType.CPU).to(CPU).First.weight.dtype);
    }

    [Fact]
    public void Hooks_see_and_change_what_goes_in_and_out_until_they_are_removed()
    {
        using var scope = NewDisposeScope();
        using var module = Identity();
        var x = torch.ones(2);
        var before = module.register_forward_pre_hook((_, input) => input * 2);
        var after = module.register_forward_hook((self, input, result) => ReferenceEquals(self, module) ? result + input : result);
        var silent = module.register_forward_hook((_, _, _) => null!);
        Assert.Equal(4, module.call(x)[0].item<float>());
        Assert.Equal(1, module.forward(x)[0].item<float>());
        before.remove();
        Assert.Equal(2, module.call(x)[0].item<float>());
        after.remove();
        silent.remove();
        Assert.Equal(1, module.call(x)[0].item<float>());
    }

    [Fact]
    public void A_shared_parameter_is_listed_once_and_kept_under_both_names()
    {
        using var scope = NewDisposeScope();
        using var first = Linear(2, 2, false);
        using var second = Linear(2, 2, false);
        var own = second.weight;
        using var shared = new Pair(first, first);
        Assert.Equal(["left.weight"], shared.named_parameters().Select(p => p.name));
        Assert.Equal(["left.weight", "right.weight"], shared.state_dict().Keys);
        using var separate = new Pair(first, second);
        Assert.Equal(2, separate.parameters().Count());
        Assert.Same(own, separate.get_parameter("right.weight"));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public void Gradients_are_removed_or_zeroed(bool remove)
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        net.call(torch.randn(4, 3)).pow(2).sum().backward();
        net.zero_grad(remove);
        if (remove) Assert.All(net.parameters(), p => Assert.Null(p.grad));
        else Assert.All(net.parameters(), p => Assert.Equal(0, p.grad!.abs().sum().ToDouble()));
    }

    private sealed class Net : torch.nn.Module<Tensor, Tensor>
    {
#pragma warning disable IDE1006 // A field's name is its component's.
        private readonly Parameter scale = Parameter(torch.ones(1));
        private readonly Linear first = Linear(3, 4);
        private readonly Tensor offset = torch.ones(1);
        private readonly Sequential rest = Sequential(Linear(4, 4), ReLU(), BatchNorm1d(4));
#pragma warning restore IDE1006

        public Net()
            : base("Net")
        {
            RegisterComponents();
            register_buffer("scratch", torch.zeros(1), false);
        }

        public Linear First => first;

        public override Tensor forward(Tensor input) => rest.call(first.call(input) * scale + offset);
    }

    private sealed class Pair : torch.nn.Module
    {
        public Pair(torch.nn.Module left, torch.nn.Module right)
            : base("Pair")
        {
            register_module("left", left);
            register_module("right", right);
        }
    }
}
