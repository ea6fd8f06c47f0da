using Backbones.CeNet.Attention;
using TorchSharp.Modules;

namespace Backbones.CeNet.ContextAttention;

/// <summary>
/// The channels in shares of 5, 5, 5 and 1 sixteenths: three depthwise separable convolutions of different dilation, and the map's
/// means over 7 by 7 fields, brought back to its size. A convolution 1x1 joins them.
/// </summary>
internal sealed class MultiOrderConvolution : Module<Tensor, Tensor>
{
    private const int Fields = 7;

    private readonly SeparableConvolution[] _dilated;
    private readonly Conv2d _pooledConv;
    private readonly BatchNorm2d _pooledNorm;
    private readonly Conv2d _join;
    private readonly long[] _shares;

    /// <param name="channels">Channels, a multiple of 16.</param>
    /// <param name="rates">The three dilations.</param>
    public MultiOrderConvolution(int channels, int[] rates)
        : base(nameof(MultiOrderConvolution))
    {
        var sixteenth = channels / 16;
        _shares = [5 * sixteenth, 5 * sixteenth, 5 * sixteenth, sixteenth];
        _dilated = [.. rates.Select(rate => new SeparableConvolution(5 * sixteenth, rate))];
        _pooledConv = Conv2d(sixteenth, sixteenth, 1, bias: false);
        _pooledNorm = BatchNorm2d(sixteenth);
        _join = Conv2d(channels, channels, 1);
        var branches = new ModuleList<Module>([.. _dilated, Sequential(("1", _pooledConv), ("2", _pooledNorm))]);
        register_module("dlps", branches);
        register_module("PW_conv", _join);
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var shares = maps.split(_shares, 1);
        var joined = cat([.. _dilated.Select((branch, i) => branch.call(shares[i])), Pooled(shares[^1])], 1);
        return Pointwise.Maps(_join, joined).MoveToOuterDisposeScope();
    }

    private Tensor Pooled(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var means = functional.adaptive_avg_pool2d(ChannelsLast.Of(maps), Fields);
        var fields = _pooledNorm.call(Pointwise.Maps(_pooledConv, means)).leaky_relu_(0.01);
        // First seven times as large with aligned corners, whatever the map's size, then to that size without.
        var enlarged = functional.interpolate(fields, scale_factor: [Fields, Fields], mode: InterpolationMode.Bilinear, align_corners: true);
        var (height, width) = (maps.shape[2], maps.shape[3]);
        var back = enlarged.shape[2] == height && enlarged.shape[3] == width ? enlarged : functional.interpolate(enlarged, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        return back.MoveToOuterDisposeScope();
    }
}
