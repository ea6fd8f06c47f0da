using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.Layers;

/// <summary>Layers with float32 weights in the type of their input, and linear ones as convolutions where those are faster.</summary>
internal static class MixedPrecision
{
    /// <summary>The same numbers in the type that an encoder computes with; with float32 they stay in the type they have.</summary>
    public static Tensor To(this Tensor values, EncoderPrecision precision) =>
        values.to(precision == EncoderPrecision.Bfloat16 ? ScalarType.BFloat16 : values.dtype);

    /// <summary>A linear layer in its input's type; the result has that type.</summary>
    /// <param name="layer">Weights in float32.</param>
    /// <param name="input">Rows of channels, <c>[…, C]</c>.</param>
    public static Tensor Apply(this Linear layer, Tensor input)
    {
        var areConvolutions = Products.AreConvolutions(input);
        if (input.dtype == layer.weight.dtype && !areConvolutions)
            return layer.call(input);
        using var scope = NewDisposeScope();
        var (weight, bias) = (layer.weight.to(input.dtype), layer.bias?.to(input.dtype));
        return (areConvolutions ? Products.Convolve(input, weight, bias) : functional.linear(input, weight, bias)).MoveToOuterDisposeScope();
    }

    /// <summary>A convolution in its input's type; the result has that type.</summary>
    /// <param name="layer">Weights in float32, padding with zeros.</param>
    /// <param name="input">Maps, <c>[B, C, H, W]</c>.</param>
    public static Tensor Apply(this Conv2d layer, Tensor input)
    {
        if (input.dtype == layer.weight.dtype)
            return layer.call(input);
        using var scope = NewDisposeScope();
        var (weight, bias) = (layer.weight.to(input.dtype), layer.bias?.to(input.dtype));
        return functional.conv2d(input, weight, bias, layer.stride, layer.padding, layer.dilation, layer.groups).MoveToOuterDisposeScope();
    }
}
