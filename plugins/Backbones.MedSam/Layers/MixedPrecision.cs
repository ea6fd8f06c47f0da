using TorchSharp.Modules;

namespace Backbones.MedSam.Layers;

/// <summary>Linear layers in the type of their input, and as convolutions where those are faster.</summary>
internal static class MixedPrecision
{
    /// <summary>From so many rows on a product is a convolution. Below, and with gradients, it is a product.</summary>
    private const long ManyRows = 128;

    /// <summary>A linear layer in its input's type; the result has that type.</summary>
    /// <param name="layer">Weights in float32.</param>
    /// <param name="input">Rows of channels, <c>[…, C]</c>.</param>
    public static Tensor Apply(this Linear layer, Tensor input)
    {
        if (input.dtype == ScalarType.Float32 && IsConvolutionFaster(layer, input)) return Convolve(layer, input);
        if (input.dtype == layer.weight.dtype) return layer.call(input);
        using var scope = NewDisposeScope();
        return functional.linear(input, layer.weight.to(input.dtype), layer.bias?.to(input.dtype)).MoveToOuterDisposeScope();
    }

    // libtorch's products are MKL's, which are slow on processors that are not Intel's; its convolutions are oneDNN's.
    private static bool IsConvolutionFaster(Linear layer, Tensor input) =>
        input.device_type == DeviceType.CPU && input.is_contiguous() && input.numel() / input.shape[^1] >= ManyRows
        && !(is_grad_enabled() && (input.requires_grad || layer.weight.requires_grad));

    // Rows one below the other are a map with the channels last in memory: nothing is copied.
    private static Tensor Convolve(Linear layer, Tensor input)
    {
        using var scope = NewDisposeScope();
        var (shape, channels) = (input.shape, input.shape[^1]);
        var map = input.view(1, -1, 1, channels).permute(0, 3, 1, 2);
        var weight = layer.weight.detach().view(layer.weight.shape[0], channels, 1, 1);
        var result = functional.conv2d(map, weight, layer.bias?.detach());
        return result.permute(0, 2, 3, 1).reshape([.. shape[..^1], result.shape[1]]).MoveToOuterDisposeScope();
    }
}
