using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A convolution of images.</summary>
public sealed class Conv2d : Convolution
{
    internal Conv2d(ConvolutionShape shape, Device? device, ScalarType? dtype)
        : base(nameof(Conv2d), shape, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        if (padding_type is { } named) return nn.functional.conv2d_padding(input, weight, bias, stride, named, dilation, groups);
        if (padding_mode == PaddingModes.Zeros) return nn.functional.conv2d(input, weight, bias, stride, padding, dilation, groups);
        using var padded = Padded(input);
        return nn.functional.conv2d(padded, weight, bias, stride, [0, 0], dilation, groups);
    }
}
