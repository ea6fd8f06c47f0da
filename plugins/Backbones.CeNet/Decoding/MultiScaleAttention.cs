using TorchSharp.Modules;

namespace Backbones.CeNet.Decoding;

/// <summary>
/// Multi-scale context attention (MCA): a channel gate, then a gate and a value from several scales, SiLU each, multiplied, projected, added to the
/// input; at last the non-local attention that removes noise.
/// </summary>
internal sealed class MultiScaleAttention : Module<Tensor, Tensor>
{
    [ComponentName(Name = "gate")]
    private readonly Conv2d _gate;

    [ComponentName(Name = "value")]
    private readonly MultiOrderConvolution _value;

    [ComponentName(Name = "proj_2")]
    private readonly Conv2d _projection;

    [ComponentName(Name = "denoising_module")]
    private readonly Nonlocal _denoising;

    [ComponentName(Name = "ccu")]
    private readonly ChannelGate _channels;

    public MultiScaleAttention(int channels, int[] rates, GateNormalisation gate)
        : base(nameof(MultiScaleAttention))
    {
        _gate = Conv2d(channels, channels, 1);
        _value = new(channels, rates);
        _projection = Conv2d(channels, channels, 1);
        _denoising = new(channels);
        _channels = new(channels, gate);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return _denoising.call(maps.add(Gated(maps))).MoveToOuterDisposeScope();
    }

    private Tensor Gated(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var gated = _channels.call(maps);
        var product = Pointwise.Maps(_gate, gated).silu().mul(_value.call(gated).silu());
        return Pointwise.Maps(_projection, product).MoveToOuterDisposeScope();
    }
}

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

/// <summary>A dilated depthwise convolution 3x3 and a convolution 1x1, both without bias, each with batch normalisation and ReLU.</summary>
internal sealed class SeparableConvolution : Module<Tensor, Tensor>
{
    [ComponentName(Name = "depthwise")]
    private readonly Conv2d _depthwise;

    [ComponentName(Name = "depthwise_bn")]
    private readonly BatchNorm2d _depthwiseNorm;

    [ComponentName(Name = "pointwise")]
    private readonly Conv2d _pointwise;

    [ComponentName(Name = "pointwise_bn")]
    private readonly BatchNorm2d _pointwiseNorm;

    public SeparableConvolution(int channels, int rate)
        : base(nameof(SeparableConvolution))
    {
        _depthwise = Conv2d(channels, channels, 3, padding: rate, dilation: rate, groups: channels, bias: false);
        _depthwiseNorm = BatchNorm2d(channels);
        _pointwise = Conv2d(channels, channels, 1, bias: false);
        _pointwiseNorm = BatchNorm2d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var filtered = _depthwiseNorm.call(_depthwise.call(ChannelsLast.Of(maps))).relu_();
        return _pointwiseNorm.call(Pointwise.Maps(_pointwise, filtered)).relu_().MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Attention of every pixel to every pixel, mixed with the input: (1 − w) x + w p. Source: Wang et al., "Non-local Neural Networks", CVPR
/// 2018, with a scaled dot product. The mixture starts in the middle.
/// </summary>
internal sealed class Nonlocal : Module<Tensor, Tensor>
{
    [ComponentName(Name = "w")]
    private readonly Parameter _w;

    [ComponentName(Name = "conv_theta")]
    private readonly Conv2d _theta;

    [ComponentName(Name = "conv_phi")]
    private readonly Conv2d _phi;

    [ComponentName(Name = "conv_g")]
    private readonly Conv2d _g;

    [ComponentName(Name = "conv_out")]
    private readonly Conv2d _out;

    [ComponentName(Name = "bn")]
    private readonly BatchNorm2d _bn;

    public Nonlocal(int channels)
        : base(nameof(Nonlocal))
    {
        _w = Parameter(tensor(0.5f));
        _theta = Conv2d(channels, channels, 1);
        _phi = Conv2d(channels, channels, 1);
        _g = Conv2d(channels, channels, 1);
        _out = Conv2d(channels, channels, 1);
        _bn = BatchNorm2d(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var tokens = ChannelsLast.Tokens(maps);
        var queries = Pointwise.Tokens(_theta, tokens).mul(1 / Math.Sqrt(tokens.shape[2]));
        var attended = RowAttention.Apply(queries, Pointwise.Tokens(_phi, tokens), Pointwise.Tokens(_g, tokens));
        var found = _bn.call(ChannelsLast.Maps(Pointwise.Tokens(_out, attended), maps));
        return maps.addcmul(found.sub(maps), _w, 1).MoveToOuterDisposeScope();
    }
}
