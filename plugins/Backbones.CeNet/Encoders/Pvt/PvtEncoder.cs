using Backbones.CeNet.Options;
using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.CeNet.Encoders.Pvt;

/// <summary>PVTv2, a pyramid of transformer stages. Source: Wang et al., "PVT v2: Improved Baselines with Pyramid Vision Transformer", 2022.</summary>
internal sealed class PvtEncoder : Encoder
{
    private const int Stages = 4;

    private readonly PatchEmbedding[] _embeddings;
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
                    stage == 0 ? new PatchEmbedding(3, shape.Widths[0], 7, 4) : new PatchEmbedding(shape.Widths[stage - 1], shape.Widths[stage], 3, 2)
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
