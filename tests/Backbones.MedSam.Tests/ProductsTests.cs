using static TorchSharp.torch.nn;

namespace Backbones.MedSam.Tests;

/// <summary>A linear layer that is computed as a convolution is that layer.</summary>
public sealed class ProductsTests : ScopedTensorTest
{
    [Theory]
    [InlineData(true, 300)]
    [InlineData(false, 128)]
    [InlineData(true, 7)]
    public void Results_and_gradients_are_those_of_the_product(bool hasBias, int rows)
    {
        using var layer = Linear(24, 40, hasBias: hasBias, dtype: ScalarType.Float64);
        var input = randn(2, rows, 24, dtype: ScalarType.Float64, requires_grad: true);
        var weights = randn(2, rows, 40, dtype: ScalarType.Float64);
        Tensor[] Gradients(Func<Tensor, Tensor> apply, out Tensor result)
        {
            result = apply(input);
            return [.. autograd.grad([result.mul(weights).sum()], [input, .. layer.parameters()])];
        }

        var expected = Gradients(layer.call, out var product);
        var actual = Gradients(layer.Apply, out var applied);

        Assert.Equal(product.shape, applied.shape);
        Assert.InRange((product - applied).abs().max().ToDouble(), 0, 1e-12);
        foreach (var (one, other) in expected.Zip(actual))
            Assert.InRange((one - other).abs().max().ToDouble(), 0, 1e-11);
    }

    [Fact]
    public void Rows_that_do_not_lie_one_below_the_other_are_a_product()
    {
        using var layer = Linear(24, 40);
        var input = randn(24, 300).t();

        Assert.InRange((layer.call(input) - layer.Apply(input)).abs().max().ToDouble(), 0, 1e-5);
    }
}
