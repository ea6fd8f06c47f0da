using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.CeNet;

/// <summary>
/// PVTv2, a pyramid of transformer stages: from images <c>[B, 3, H, W]</c> to four maps of strides 4, 8, 16 and 32, the finest first, in the
/// images' type. Source: Wang et al., "PVT v2: Improved Baselines with Pyramid Vision Transformer", 2022.
/// </summary>
internal sealed class PvtEncoder : Module<Tensor, Tensor[]>
{
    private const int Stages = 4;

    private readonly OverlappingPatchEmbedding[] _embeddings;
    private readonly ModuleList<PvtBlock>[] _blocks;
    private readonly LayerNorm[] _norms;

    /// <param name="shape">Its shape.</param>
    /// <param name="dropPath">How often the last block's branches are skipped in training; the first block's never are.</param>
    /// <param name="precision">What attention and perceptrons compute with.</param>
    public PvtEncoder(PvtShape shape, double dropPath, EncoderPrecision precision)
        : base(nameof(PvtEncoder))
    {
        var last = Math.Max(1, shape.Depths.Sum() - 1);
        double Rate(int stage, int block) => dropPath * (shape.Depths.Take(stage).Sum() + block) / last;
        _embeddings =
        [
            .. Enumerable
                .Range(0, Stages)
                .Select(stage =>
                    stage == 0
                        ? new OverlappingPatchEmbedding(3, shape.Widths[0], 7, 4)
                        : new OverlappingPatchEmbedding(shape.Widths[stage - 1], shape.Widths[stage], 3, 2)
                ),
        ];
        _blocks =
        [
            .. Enumerable
                .Range(0, Stages)
                .Select(stage =>
                    ModuleList([
                        .. Enumerable
                            .Range(0, shape.Depths[stage])
                            .Select(block => new PvtBlock(
                                shape.Widths[stage],
                                shape.Heads[stage],
                                shape.MlpRatios[stage],
                                shape.Reductions[stage],
                                Rate(stage, block),
                                precision
                            )),
                    ])
                ),
        ];
        _norms = [.. shape.Widths.Select(width => LayerNorm(width, eps: 1e-6))];
        for (var stage = 0; stage < Stages; stage++)
            register_module($"patch_embed{stage + 1}", _embeddings[stage]);
        for (var stage = 0; stage < Stages; stage++)
        {
            register_module($"block{stage + 1}", _blocks[stage]);
            register_module($"norm{stage + 1}", _norms[stage]);
        }
        PvtInitialisation.Apply(this);
    }

    public override Tensor[] forward(Tensor images)
    {
        using var scope = NewDisposeScope();
        var maps = new Tensor[Stages];
        for (var stage = 0; stage < Stages; stage++)
            maps[stage] = Stage(stage, stage == 0 ? images : maps[stage - 1]);
        foreach (var map in maps)
            map.MoveToOuterDisposeScope();
        return maps;
    }

    private Tensor Stage(int stage, Tensor input)
    {
        using var scope = NewDisposeScope();
        var maps = _embeddings[stage].call(input);
        foreach (var block in _blocks[stage])
        {
            var next = block.call(maps);
            maps.Dispose();
            maps = next;
        }
        return ChannelsLast.Maps(_norms[stage].call(ChannelsLast.Tokens(maps)), maps).MoveToOuterDisposeScope();
    }
}

/// <summary>Overlapping patches: a convolution with a stride below its kernel, then layer normalisation over the channels.</summary>
internal sealed class OverlappingPatchEmbedding : Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Conv2d _proj;

    [ComponentName(Name = "norm")]
    private readonly LayerNorm _norm;

    public OverlappingPatchEmbedding(int inputs, int outputs, int kernel, int stride)
        : base(nameof(OverlappingPatchEmbedding))
    {
        _proj = Conv2d(inputs, outputs, kernel, stride: stride, padding: kernel / 2);
        _norm = LayerNorm(outputs);
        RegisterComponents();
    }

    public override Tensor forward(Tensor maps)
    {
        using var scope = NewDisposeScope();
        var patches = _proj.call(ChannelsLast.Of(maps));
        return ChannelsLast.Maps(_norm.call(ChannelsLast.Tokens(patches)), patches).MoveToOuterDisposeScope();
    }
}

/// <summary>
/// Fresh weights: linear layers from a normal distribution of deviation .02, convolutions from one of variance 2 over their outputs' connections,
/// biases 0.
/// </summary>
internal static class PvtInitialisation
{
    public static void Apply(Module network)
    {
        foreach (var module in network.modules())
        {
            switch (module)
            {
                case Linear linear:
                    // Published: cut at 2, a hundred deviations out, where none is. libtorch's cut numbers are NaN once in some millions.
                    init.normal_(linear.weight!, std: 0.02);
                    init.zeros_(linear.bias!);
                    break;
                case Conv2d convolution:
                    // Each output channel has its own group's connections alone.
                    var connections = convolution.weight!.shape[0] * convolution.weight.shape[2] * convolution.weight.shape[3] / convolution.groups;
                    init.normal_(convolution.weight, std: Math.Sqrt(2.0 / connections));
                    init.zeros_(convolution.bias!);
                    break;
            }
        }
    }
}
