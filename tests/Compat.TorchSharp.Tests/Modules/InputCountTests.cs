namespace Compat.TorchSharp.Tests.Modules;

/// <summary>Modules of two, three and four inputs: their hooks see and change every one.</summary>
public sealed class InputCountTests : TensorTest
{
    [Fact]
    public void Hooks_of_two_inputs_change_inputs_and_result()
    {
        using var scope = NewDisposeScope();
        using var module = new Two();
        var before = module.register_forward_pre_hook((_, a, b) => (b, a));
        var after = module.register_forward_hook((_, a, b, result) => result + 10 * a);
        Assert.Equal(2 - 1 + 10 * 2, module.call(Number(1), Number(2)).ToDouble());
        before.remove();
        after.remove();
        Assert.Equal(-1, module.call(Number(1), Number(2)).ToDouble());
    }

    [Fact]
    public void Hooks_of_three_inputs_change_inputs_and_result()
    {
        using var scope = NewDisposeScope();
        using var module = new Three();
        module.register_forward_pre_hook((_, a, b, c) => (c, b, a));
        module.register_forward_hook((_, a, b, c, result) => result + 100 * a);
        Assert.Equal(3 - 2 * 1 + 100 * 3, module.call(Number(1), Number(2), Number(3)).ToDouble());
    }

    [Fact]
    public void Hooks_of_four_inputs_change_inputs_and_result()
    {
        using var scope = NewDisposeScope();
        using var module = new Four();
        module.register_forward_pre_hook((_, a, b, c, d) => (d, c, b, a));
        module.register_forward_hook((_, a, b, c, d, result) => result + 100 * d);
        Assert.Equal(4 - 3 * 2 + 1 + 100 * 1, module.call(Number(1), Number(2), Number(3), Number(4)).ToDouble());
    }

    private static Tensor Number(double value) => torch.tensor(value);

    private sealed class Two() : nn.Module<Tensor, Tensor, Tensor>("Two")
    {
        public override Tensor forward(Tensor a, Tensor b) => a - b;
    }

    private sealed class Three() : nn.Module<Tensor, Tensor, Tensor, Tensor>("Three")
    {
        public override Tensor forward(Tensor a, Tensor b, Tensor c) => a - b * c;
    }

    private sealed class Four() : nn.Module<Tensor, Tensor, Tensor, Tensor, Tensor>("Four")
    {
        public override Tensor forward(Tensor a, Tensor b, Tensor c, Tensor d) => a - b * c + d;
    }
}
