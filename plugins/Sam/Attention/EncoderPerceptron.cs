using TorchSharp.Modules;

namespace Backbones.Sam;

/// <summary>The perceptron of an encoder's block: linear, exact GELU, linear.</summary>
internal static class EncoderPerceptron
{
    /// <summary>Applies it in the input's type.</summary>
    /// <param name="first">To the hidden channels.</param>
    /// <param name="second">From them.</param>
    /// <param name="input"><c>[…, C]</c>.</param>
    public static Tensor Apply(Linear first, Linear second, Tensor input)
    {
        using var scope = NewDisposeScope();
        var hidden = first.Apply(input);
        // The hidden layer is the encoder's largest; it is written over where no gradient needs it.
        return second.Apply(functional.gelu(hidden, inplace: !hidden.requires_grad)).MoveToOuterDisposeScope();
    }
}
