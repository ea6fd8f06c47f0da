using TorchSharp.Modules;
using static TorchSharp.torch.nn;

namespace Compat.TorchSharp.Tests.Modules;

/// <summary>Initial values: fans, bounds and deviations.</summary>
public sealed class InitialisationTests : TensorTest
{
    // A convolution of 40 from 30 channels with 3 by 5 pixels: fan in 450, fan out 600.
    private static readonly long[] _shape = [40, 30, 3, 5];

    [Fact]
    public void Fans_count_inputs_and_outputs_with_their_field()
    {
        using var scope = NewDisposeScope();
        Assert.Equal((450, 600), init.CalculateFanInAndFanOut(torch.zeros(_shape)));
        Assert.Equal((7, 5), init.CalculateFanInAndFanOut(torch.zeros(5, 7)));
        Assert.Throws<ArgumentException>(() => init.CalculateFanInAndFanOut(torch.zeros(5)));
    }

    [Fact]
    public void Gains_are_those_that_PyTorch_lists()
    {
        Assert.Equal([1, 1, 5.0 / 3, Math.Sqrt(2), Math.Sqrt(2 / 1.25), 1],
            ((double[])[init.calculate_gain(init.NonlinearityType.Linear), init.calculate_gain(init.NonlinearityType.Conv2D), init.calculate_gain(init.NonlinearityType.Tanh), init.calculate_gain(init.NonlinearityType.ReLU), init.calculate_gain(init.NonlinearityType.LeakyReLU, 0.5), init.calculate_gain(init.NonlinearityType.Sigmoid)]));
    }

    [Fact]
    public void Constants_fill_a_parameter_in_place_without_recording()
    {
        using var scope = NewDisposeScope();
        var parameter = Parameter(torch.rand(3));
        foreach (var (filled, value) in (IEnumerable<(Func<Tensor>, float)>)[(() => init.zeros_(parameter), 0), (() => init.ones_(parameter), 1), (() => init.constant_(parameter, 2.5), 2.5f)])
        {
            Assert.Same(parameter, filled());
            Assert.Equal([value, value, value], parameter.data<float>().ToArray());
        }
        Assert.Equal((true, true), (parameter.is_leaf, parameter.requires_grad));
    }

    [Fact]
    public void Uniform_values_fill_their_bounds()
    {
        using var scope = NewDisposeScope();
        Uniform(init.uniform_(torch.empty(_shape), -2, 2), 2);
        Uniform(init.xavier_uniform_(torch.empty(_shape), 3), 3 * Math.Sqrt(6.0 / 1050));
        Uniform(init.kaiming_uniform_(torch.empty(_shape)), Math.Sqrt(2) * Math.Sqrt(3.0 / 450));
        Uniform(init.kaiming_uniform_(torch.empty(_shape), Math.Sqrt(5)), Math.Sqrt(1.0 / 450));
        Uniform(init.kaiming_uniform_(torch.empty(_shape), 0, init.FanInOut.FanOut, init.NonlinearityType.Tanh), 5.0 / 3 * Math.Sqrt(3.0 / 600));
    }

    [Fact]
    public void Normal_values_have_their_deviation()
    {
        using var scope = NewDisposeScope();
        Normal(init.normal_(torch.empty(_shape), 0, 0.3), 0.3);
        Normal(init.xavier_normal_(torch.empty(_shape), 2), 2 * Math.Sqrt(2.0 / 1050));
        Normal(init.kaiming_normal_(torch.empty(_shape), mode: init.FanInOut.FanOut, nonlinearity: init.NonlinearityType.ReLU), Math.Sqrt(2.0 / 600));
    }

    [Fact]
    public void A_cut_normal_distribution_stays_within_its_bounds()
    {
        using var scope = NewDisposeScope();
        var values = init.trunc_normal_(torch.empty(_shape), 0.5, 1, -0.5, 1.5);
        Assert.InRange(values.min().ToDouble(), -0.5, -0.49);
        Assert.InRange(values.max().ToDouble(), 1.49, 1.5);
        Assert.Equal(0.5, values.mean().ToDouble(), 0.02);
        // A normal distribution cut at one deviation: 1 - 2 phi(1) / (2 Phi(1) - 1) of its variance is left.
        Assert.Equal(Math.Sqrt(1 - 2 * Math.Exp(-0.5) / Math.Sqrt(2 * Math.PI) / Operators.Special.Erf(1 / Math.Sqrt(2))), values.std().ToDouble(), 0.02);
    }

    [Fact]
    public void Layers_begin_as_in_PyTorch()
    {
        using var scope = NewDisposeScope();
        using var linear = Linear(400, 300);
        Uniform(linear.weight, 1 / Math.Sqrt(400));
        Uniform(linear.bias!, 1 / Math.Sqrt(400));
        using var convolution = Conv2d(30, 200, (3, 5));
        Uniform(convolution.weight, 1 / Math.Sqrt(450));
        Uniform(convolution.bias!, 1 / Math.Sqrt(450));
        using var transposed = ConvTranspose2d(200, 30, (3, 5));
        Uniform(transposed.weight, 1 / Math.Sqrt(450));
        using var embedding = Embedding(200, 50);
        Normal(embedding.weight, 1);
        using var norm = BatchNorm2d(3);
        Assert.Equal((3.0, 0.0), (norm.weight!.sum().ToDouble(), norm.bias!.abs().sum().ToDouble()));
    }

    private static void Uniform(Tensor tensor, double bound)
    {
        // Of n values none is in the outermost 20/n of the range once in 500 million runs.
        Assert.InRange(tensor.abs().max().ToDouble(), bound * (1 - 20.0 / tensor.numel()), bound * 1.000001);
        Assert.InRange(tensor.std().ToDouble(), bound / Math.Sqrt(3) * 0.85, bound / Math.Sqrt(3) * 1.15);
        Assert.InRange(Math.Abs(tensor.mean().ToDouble()), 0, 5 * bound / Math.Sqrt(3 * tensor.numel()));
    }

    private static void Normal(Tensor tensor, double deviation)
    {
        Assert.InRange(tensor.std().ToDouble(), deviation * 0.95, deviation * 1.05);
        Assert.InRange(Math.Abs(tensor.mean().ToDouble()), 0, 5 * deviation / Math.Sqrt(tensor.numel()));
    }
}
