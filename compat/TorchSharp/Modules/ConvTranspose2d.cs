using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A transposed convolution of images.</summary>
public sealed class ConvTranspose2d : ConvolutionTranspose
{
    internal ConvTranspose2d(ConvolutionShape shape, Device? device, ScalarType? dtype)
        : base(nameof(ConvTranspose2d), shape, device, dtype)
    {
    }

    public override Tensor forward(Tensor input, long[]? output_size) =>
        nn.functional.conv_transpose2d(input, weight, bias, stride, padding, output_size is null ? output_padding : Missing(input, output_size), dilation, groups);

    private long[] Missing(Tensor input, long[] wanted)
    {
        var given = input.shape;
        var missing = new long[2];
        for (var i = 0; i < 2; i++)
        {
            var smallest = (given[^(2 - i)] - 1) * stride[i] - 2 * padding[i] + dilation[i] * (kernel_size[i] - 1) + 1;
            missing[i] = wanted[^(2 - i)] - smallest;
            if (missing[i] < 0 || missing[i] >= stride[i]) throw new ArgumentException($"requested an output size of {wanted[^(2 - i)]}, but valid sizes are {smallest} to {smallest + stride[i] - 1}.");
        }
        return missing;
    }
}
