using TorchSharp.Modules;

namespace Backbones.CeNet.Decoding;

/// <summary>From the encoder's four maps back to the finest: each stage's map is doubled, enhanced by the skip connection, and attended to.</summary>
internal sealed class Decoder : Module<Tensor[], Tensor>
{
    private static readonly int[][] _rates =
    [
        [2, 3, 5],
        [1, 2, 4],
        [1, 2, 3],
        [1, 2, 2],
    ];

    private readonly ContextBlock[] _stages;
    private readonly Module<Tensor, Tensor>[] _up;
    private readonly SkipEnhancer[] _skips;

    public Decoder(CeNetShape shape)
        : base(nameof(Decoder))
    {
        var (options, widths) = (shape.Options, shape.Widths);
        _stages = [.. widths.Select((width, stage) => new ContextBlock(width, _rates[stage], options.GateNormalisation))];
        _up = [.. Enumerable.Range(0, 3).Select(stage => UpBlocks.Of(options.DecoderUp, widths[stage + 1], widths[stage], options.DecoderUpKernel))];
        _skips =
        [
            .. Enumerable.Range(0, 3).Select(stage => new SkipEnhancer(widths[stage], shape.ScaleFactors, shape.Heads[2 - stage], stage + 2, options.SkipMode)),
        ];
        register_module("dec4", _stages[3]);
        for (var stage = 2; stage >= 0; stage--)
        {
            register_module($"up{stage + 1}", _up[stage]);
            register_module($"skip_enhancer{stage + 1}", _skips[stage]);
            register_module($"dec{stage + 1}", _stages[stage]);
        }
    }

    /// <param name="maps">The encoder's maps, the finest first; they stay the caller's.</param>
    /// <returns>A map of the finest one's shape.</returns>
    public override Tensor forward(Tensor[] maps)
    {
        using var scope = NewDisposeScope();
        var map = _stages[3].call(ChannelsLast.Of(maps[3]));
        for (var stage = 2; stage >= 0; stage--)
        {
            using var inner = NewDisposeScope();
            var doubled = _up[stage].call(map);
            map = _stages[stage].call(doubled.add(_skips[stage].call(ChannelsLast.Of(maps[stage]), doubled))).MoveToOuterDisposeScope();
        }
        return map.MoveToOuterDisposeScope();
    }
}

/// <summary>
/// A decoder stage, the context feature attention module (CFAM): multi-scale context attention and a perceptron, each after a batch
/// normalisation, scaled per channel and added to its input. The scales start at 1e-6.
/// </summary>
internal sealed class ContextBlock : Module<Tensor, Tensor>
{
    [ComponentName(Name = "layer_scale_1")]
    private readonly Parameter _scale1;

    [ComponentName(Name = "layer_scale_2")]
    private readonly Parameter _scale2;

    [ComponentName(Name = "norm1")]
    private readonly BatchNorm2d _norm1;

    [ComponentName(Name = "mca")]
    private readonly MultiScaleAttention _mca;

    [ComponentName(Name = "norm2")]
    private readonly BatchNorm2d _norm2;

    [ComponentName(Name = "mlp")]
    private readonly ContextMlp _mlp;

    /// <param name="channels">Channels, a multiple of 16.</param>
    /// <param name="rates">The dilations of the three depthwise convolutions.</param>
    /// <param name="gate">When the channel gate normalises.</param>
    public ContextBlock(int channels, int[] rates, GateNormalisation gate)
        : base(nameof(ContextBlock))
    {
        _scale1 = Parameter(full([1, channels, 1, 1], 1e-6f));
        _scale2 = Parameter(full([1, channels, 1, 1], 1e-6f));
        _norm1 = BatchNorm2d(channels);
        _mca = new(channels, rates, gate);
        _norm2 = BatchNorm2d(channels);
        _mlp = new(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var attended = Residual(maps, _norm1, _mca, _scale1);
        return Residual(attended, _norm2, _mlp, _scale2).MoveToOuterDisposeScope();
    }

    private static Tensor Residual(Tensor maps, BatchNorm2d norm, Module<Tensor, Tensor> layer, Tensor scale)
    {
        using var scope = NewDisposeScope();
        return maps.addcmul(layer.call(norm.call(maps)), scale, 1).MoveToOuterDisposeScope();
    }
}

/// <summary>The perceptron of a decoder stage: four times the channels, a depthwise convolution 3x3, the exact GELU, a spatial gate, and back.</summary>
internal sealed class ContextMlp : Module<Tensor, Tensor>
{
    private const int Ratio = 4;

    [ComponentName(Name = "fc1")]
    private readonly Conv2d _fc1;

    [ComponentName(Name = "dwconv")]
    private readonly Conv2d _dwconv;

    [ComponentName(Name = "fc2")]
    private readonly Conv2d _fc2;

    [ComponentName(Name = "srm")]
    private readonly SpatialGate _gate;

    public ContextMlp(int channels)
        : base(nameof(ContextMlp))
    {
        var hidden = Ratio * channels;
        _fc1 = Conv2d(channels, hidden, 1);
        _dwconv = Conv2d(hidden, hidden, 3, padding: 1, groups: hidden);
        _fc2 = Conv2d(hidden, channels, 1);
        _gate = new();
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return Pointwise.Maps(_fc2, Gated(maps)).MoveToOuterDisposeScope();
    }

    private Tensor Gated(Tensor maps)
    {
        using var scope = NewDisposeScope();
        return _gate.call(ChannelsLast.Gelu(Filtered(maps))).MoveToOuterDisposeScope();
    }

    private Tensor Filtered(Tensor maps)
    {
        using var hidden = Pointwise.Maps(_fc1, maps);
        return _dwconv.call(hidden);
    }
}
