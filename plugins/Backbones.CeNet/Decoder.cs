using Backbones.CeNet.ContextAttention;
using Backbones.CeNet.Enlarging;
using Backbones.CeNet.Options;
using Backbones.CeNet.Skips;

namespace Backbones.CeNet;

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
