using Backbones.MedSam.Layers;
using TorchSharp.Modules;

namespace Backbones.MedSam.Images;

/// <summary>Convolution 1x1, norm, convolution 3x3, norm; no bias.</summary>
internal sealed class ImageNeck : Module<Tensor, Tensor>
{
    [ComponentName(Name = "0")]
    private readonly Conv2d _reduce;

    [ComponentName(Name = "1")]
    private readonly ChannelNorm _first;

    [ComponentName(Name = "2")]
    private readonly Conv2d _smooth;

    [ComponentName(Name = "3")]
    private readonly ChannelNorm _second;

    public ImageNeck(int inputs, int outputs)
        : base(nameof(ImageNeck))
    {
        _reduce = Conv2d(inputs, outputs, 1, bias: false);
        _first = new(outputs);
        _smooth = Conv2d(outputs, outputs, 3, padding: 1, bias: false);
        _second = new(outputs);
        RegisterComponents();
    }

    /// <param name="input"><c>[B, h, w, C]</c>.</param>
    /// <returns><c>[B, outputs, h, w]</c>.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        // A convolution 1x1 of tokens is a linear layer: nothing is transposed.
        var reduced = _first.ChannelsLast(functional.linear(input, _reduce.weight!.flatten(1)));
        return _second.call(_smooth.call(reduced.permute(0, 3, 1, 2))).contiguous().MoveToOuterDisposeScope();
    }
}
