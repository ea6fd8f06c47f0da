using System.Runtime.InteropServices;
using Compat.TorchSharp.Tests.Operators;

namespace Compat.TorchSharp.Tests.Autograd;

/// <summary>Recording, and derivatives of every order.</summary>
public sealed class AutogradTests : TensorTest
{
    [Fact]
    public void Gradients_add_up_until_they_are_cleared()
    {
        using var scope = NewDisposeScope();
        var x = Leaf(1, 2);
        x.pow(2).sum().backward();
        Assert.Equal([2.0, 4.0], Values(x.grad!));
        (3 * x).sum().backward();
        Assert.Equal([5.0, 7.0], Values(x.grad!));
        x.grad = torch.tensor([1.0, 1.0]);
        (3 * x).sum().backward();
        Assert.Equal([4.0, 4.0], Values(x.grad!));
        x.grad = null;
        Assert.Null(x.grad);
    }

    [Fact]
    public void A_graph_serves_twice_only_when_it_is_retained()
    {
        using var scope = NewDisposeScope();
        var x = Leaf(2);
        var y = x.exp().sum();
        y.backward(retain_graph: true);
        y.backward();
        Assert.Equal(2 * Math.Exp(2), Values(x.grad!)[0], 12);
        Assert.Contains("second time", Assert.Throws<ExternalException>(() => y.backward()).Message);
    }

    [Fact]
    public void Only_leaves_and_those_who_ask_keep_their_gradient()
    {
        using var scope = NewDisposeScope();
        var x = Leaf(3);
        var (kept, unkept) = (x * 2, x * 5);
        kept.retain_grad();
        (kept * kept + unkept).sum().backward();
        Assert.Equal((true, false, false), (x.is_leaf, kept.is_leaf, unkept.is_leaf));
        Assert.Equal([12.0], Values(kept.grad!));
        Assert.Null(unkept.grad);
        Assert.Equal([29.0], Values(x.grad!));
    }

    [Fact]
    public void Grad_returns_derivatives_and_leaves_none_behind()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Leaf(2, 3), Leaf(5, 7));
        var found = autograd.grad([(x * y).sum()], [x, y]);
        Assert.Equal([5.0, 7.0], Values(found[0]));
        Assert.Equal([2.0, 3.0], Values(found[1]));
        Assert.Null(x.grad);
        Assert.Equal([10.0, 70.0], Values(autograd.grad([x * y], [x], [torch.tensor([2.0, 10.0])])[0]));
    }

    [Fact]
    public void An_input_that_is_not_used_is_an_error_unless_it_is_allowed()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Leaf(2), Leaf(5));
        Assert.Contains("appears to not have been used", Assert.Throws<ExternalException>(() => autograd.grad([x.sum()], [x, y])).Message);
        var found = autograd.grad([x.sum()], [x, y], allow_unused: true);
        Assert.Equal([1.0], Values(found[0]));
        Assert.Null(found[1]);
    }

    [Fact]
    public void Derivatives_of_derivatives_are_those_of_the_polynomial()
    {
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        var at = random.NextDouble() * 2 + 0.5;
        var x = Leaf(at);
        var first = autograd.grad([x.pow(4).sum()], [x], create_graph: true)[0];
        var second = autograd.grad([first.sum()], [x], create_graph: true)[0];
        second.sum().backward();
        Assert.Equal(4 * Math.Pow(at, 3), Values(first)[0], 10);
        Assert.Equal(12 * at * at, Values(second)[0], 10);
        Assert.Equal(24 * at, Values(x.grad!)[0], 10);
    }

    [Fact]
    public void The_second_derivative_of_a_convolution_is_that_of_finite_differences_of_the_first()
    {
        using var scope = NewDisposeScope();
        var random = new Random(Seed);
        var weight = Check.ToTensor(In.Real(2, 1, 3, 3).Draw(random));
        var start = In.Real(1, 1, 4, 4).Draw(random);
        var x = Check.ToTensor(start).requires_grad_();
        var gradient = First(x, true);
        gradient.sum().backward();
        var numeric = Nd.Make([1, 1, 4, 4], i =>
        {
            using var inner = NewDisposeScope();
            double At(double change) => First(Check.ToTensor(start.With(set => set(i, start[i] + change))).requires_grad_(), false).sum().ToDouble();
            return (At(1e-6) - At(-1e-6)) / 2e-6;
        });
        Check.Same(numeric, Nd.From(x.grad!), 1e-6, $"second derivative (seed {Seed})");

        Tensor First(Tensor input, bool graph) => autograd.grad([nn.functional.conv2d(input, weight).tanh().pow(2).sum()], [input], create_graph: graph)[0];
    }

    [Fact]
    public void Backward_takes_gradients_of_outputs_and_stops_at_the_inputs_it_is_given()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (Leaf(2, 3), Leaf(5, 7));
        autograd.backward(x * y, torch.tensor([1.0, 10.0]), inputs: [x]);
        Assert.Equal([5.0, 70.0], Values(x.grad!));
        Assert.Null(y.grad);
        autograd.backward([x.sum(), (2 * y).sum()]);
        Assert.Equal([6.0, 71.0], Values(x.grad!));
        Assert.Equal([2.0, 2.0], Values(y.grad!));
        autograd.backward(y * 3, [torch.tensor([1.0, 1.0])]);
        Assert.Equal([5.0, 5.0], Values(y.grad!));
        (y * 3).backward([torch.tensor([1.0, 1.0])]);
        Assert.Equal([8.0, 8.0], Values(y.grad!));
        Assert.Contains("scalar outputs", Assert.Throws<ExternalException>(() => (x * y).backward()).Message);
    }

    [Fact]
    public void Detached_tensors_share_memory_and_no_history()
    {
        using var scope = NewDisposeScope();
        var x = Leaf(1, 2);
        var y = x * 2;
        var detached = y.detach();
        Assert.Equal((false, true), (detached.requires_grad, y.requires_grad));
        detached.add_(1);
        Assert.Equal([3.0, 5.0], Values(y));
        Assert.False((x * 2).detach_().requires_grad);
        (y.detach() * x).sum().backward();
        Assert.Equal([3.0, 5.0], Values(x.grad!));
    }

    [Fact]
    public void A_leaf_may_change_in_place_only_unrecorded_and_a_saved_value_not_at_all()
    {
        using var scope = NewDisposeScope();
        var x = Leaf(1, 2);
        Assert.Contains("leaf", Assert.Throws<ExternalException>(() => x.add_(1)).Message);
        using (no_grad()) x.add_(1);
        Assert.Equal([2.0, 3.0], Values(x));
        var saved = x.exp();
        var result = (saved * saved).sum();
        saved.add_(1);
        Assert.Contains("modified by an inplace operation", Assert.Throws<ExternalException>(() => result.backward()).Message);
    }

    [Fact]
    public void Only_real_numbers_can_have_a_gradient()
    {
        using var scope = NewDisposeScope();
        Assert.Throws<ExternalException>(() => torch.zeros(2, int64).requires_grad_());
        var x = torch.zeros(2);
        x.requires_grad = true;
        Assert.True(x.requires_grad);
        Assert.False(x.with_requires_grad(false).requires_grad);
    }

    private static Tensor Leaf(params double[] values) => torch.tensor(values).requires_grad_();

    private static double[] Values(Tensor tensor) => Nd.From(tensor).Data;
}
