using static TorchSharp.torch;
using static TorchSharp.torch.nn;

namespace TorchSharp.Modules;

/// <summary>A convolution of sequences.</summary>
public sealed class Conv1d : Convolution
{
    internal Conv1d(ConvolutionShape shape, Device? device, ScalarType? dtype)
        : base(nameof(Conv1d), shape, device, dtype)
    {
    }

    public override Tensor forward(Tensor input)
    {
        if (padding_mode == PaddingModes.Zeros) return nn.functional.conv1d(input, weight, bias, stride[0], padding[0], dilation[0], groups);
        using var padded = Padded(input);
        return nn.functional.conv1d(padded, weight, bias, stride[0], 0, dilation[0], groups);
    }
}
