using TorchSharp.Modules;

namespace Backbones.CeNet.Decoding;

/// <summary>Convolutions 1x1 as matrix products of tokens.</summary>
internal static class Pointwise
{
    /// <summary>A convolution 1x1 of tokens <c>[B, N, C]</c>.</summary>
    public static Tensor Tokens(Conv2d convolution, Tensor tokens)
    {
        using var scope = NewDisposeScope();
        var weight = convolution.weight!.view(convolution.weight.shape[0], -1);
        var product = Products.AreConvolutions(tokens)
            ? Products.Convolve(tokens, weight, convolution.bias)
            : functional.linear(tokens, weight, convolution.bias);
        return product.MoveToOuterDisposeScope();
    }

    /// <summary>A convolution 1x1 of maps <c>[B, C, H, W]</c>; the result is in the layout <see cref="ChannelsLast"/>.</summary>
    public static Tensor Maps(Conv2d convolution, Tensor maps)
    {
        using var scope = NewDisposeScope();
        return ChannelsLast.Maps(Tokens(convolution, ChannelsLast.Tokens(maps)), maps).MoveToOuterDisposeScope();
    }
}
