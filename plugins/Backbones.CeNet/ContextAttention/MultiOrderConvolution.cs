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

    [ComponentName(Name = "dlps")]
    private readonly ModuleList<Module> _branches;

    // Tuples, since a module in a field of its own would be a second name for its weights.
    private readonly (SeparableConvolution[] Dilated, (Conv2d Convolution, BatchNorm2d Norm) Pooled) _branch;

    [ComponentName(Name = "PW_conv")]
    private readonly Conv2d _join;
    private readonly long[] _shares;

    /// <param name="channels">Channels, a multiple of 16.</param>
    /// <param name="rates">The three dilations.</param>
    public MultiOrderConvolution(int channels, int[] rates)
        : base(nameof(MultiOrderConvolution))
    {
        var sixteenth = channels / 16;
        _shares = [5 * sixteenth, 5 * sixteenth, 5 * sixteenth, sixteenth];
        _branch = (
            [.. rates.Select(rate => new SeparableConvolution(5 * sixteenth, rate))],
            (Conv2d(sixteenth, sixteenth, 1, bias: false), BatchNorm2d(sixteenth))
        );
        _join = Conv2d(channels, channels, 1);
        _branches = new([.. _branch.Dilated, Sequential(("1", _branch.Pooled.Convolution), ("2", _branch.Pooled.Norm))]);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var shares = maps.split(_shares, 1);
        var joined = cat([.. _branch.Dilated.Select((branch, i) => branch.call(shares[i])), Pooled(shares[^1])], 1);
        return Pointwise.Maps(_join, joined).MoveToOuterDisposeScope();
    }

    private Tensor Pooled(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var means = functional.adaptive_avg_pool2d(ChannelsLast.Of(maps), Fields);
        var fields = _branch.Pooled.Norm.call(Pointwise.Maps(_branch.Pooled.Convolution, means)).leaky_relu_(0.01);
        // First seven times as large with aligned corners, whatever the map's size, then to that size without.
        var enlarged = functional.interpolate(fields, scale_factor: [Fields, Fields], mode: InterpolationMode.Bilinear, align_corners: true);
        var (height, width) = (maps.shape[2], maps.shape[3]);
        var back =
            enlarged.shape[2] == height && enlarged.shape[3] == width
                ? enlarged
                : functional.interpolate(enlarged, [height, width], mode: InterpolationMode.Bilinear, align_corners: false);
        return back.MoveToOuterDisposeScope();
    }
}
