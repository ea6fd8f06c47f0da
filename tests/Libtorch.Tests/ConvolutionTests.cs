using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Libtorch.Tests;

/// <summary>
/// Convolutions in float32 equal those in float64, which libtorch computes by other code: channels below, at and beyond the blocks of 8 and
/// 16, one image and several, small maps and large. On a processor that libtorch misjudges they are wrong without a word.
/// </summary>
public sealed class ConvolutionTests : ScopedTensorTest
{
    private static readonly int[] _channels = [1, 3, 6, 8, 12, 16, 24, 40];

    public static TheoryData<int, int, int> Shapes =>
        new()
        {
            { 1, 3, 32 },
            { 2, 3, 4 },
            { 2, 3, 13 },
            { 3, 1, 16 },
            { 2, 5, 24 },
        };

    [Theory]
    [MemberData(nameof(Shapes))]
    public void Values_and_gradients_equal_those_in_double_precision(int batch, int kernel, int size)
    {
        foreach (var inputs in _channels)
        {
            foreach (var outputs in _channels)
            {
                using var scope = NewDisposeScope();
                var (maps, weights) = (randn(batch, inputs, size, size), randn(outputs, inputs, kernel, kernel));
                Compare((x, w) => nn.functional.conv2d(x, w, padding: [kernel / 2, kernel / 2]), maps, weights, $"{inputs} to {outputs} channels");
            }
        }
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(13)]
    public void So_do_transposed_ones(int size)
    {
        foreach (var inputs in _channels)
        {
            foreach (var outputs in _channels)
            {
                using var scope = NewDisposeScope();
                var (maps, weights) = (randn(2, inputs, size, size), randn(inputs, outputs, 2, 2));
                Compare((x, w) => nn.functional.conv_transpose2d(x, w, strides: [2, 2]), maps, weights, $"{inputs} to {outputs} channels");
            }
        }
    }

    private static void Compare(Func<Tensor, Tensor, Tensor> convolve, Tensor maps, Tensor weights, string what)
    {
        var single = Gradients(convolve, maps, weights);
        var exact = Gradients(convolve, maps.@double(), weights.@double());
        foreach (var (found, expected) in single.Zip(exact))
            Assert.True((found.@double() - expected).abs().max().ToDouble() <= 1e-4 * expected.abs().max().ToDouble(), what);
    }

    private static Tensor[] Gradients(Func<Tensor, Tensor, Tensor> convolve, Tensor maps, Tensor weights)
    {
        var (x, w) = (maps.clone().requires_grad_(), weights.clone().requires_grad_());
        var result = convolve(x, w);
        (result * result).sum().backward();
        return [result, x.grad!, w.grad!];
    }
}
