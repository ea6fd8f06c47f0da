using TorchSharp.Modules;

namespace Backbones.MedSam.Layers;

/// <summary>Layers whose float32 weights are applied to inputs of another type.</summary>
internal static class MixedPrecision
{
    /// <summary>A linear layer in its input's type; the result has that type.</summary>
    public static Tensor Apply(this Linear layer, Tensor input)
    {
        if (input.dtype == layer.weight.dtype) return layer.call(input);
        using var scope = NewDisposeScope();
        return functional.linear(input, layer.weight.to(input.dtype), layer.bias?.to(input.dtype)).MoveToOuterDisposeScope();
    }
}
