using Backbones.MedSam.Layers;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Backbones.Prompts;
using TorchSharp.Modules;
using Embedding = TorchSharp.Modules.Embedding;

namespace Backbones.MedSam.Prompts;

/// <summary>Points and boxes as tokens, masks as a map (Kirillov et al. 2023, App. A).</summary>
internal sealed class PromptEncoder : Module
{
    [ComponentName(Name = "pe_layer")]
    private readonly PositionEncoding _positions;

    [ComponentName(Name = "point_embeddings")]
    private readonly ModuleList<Embedding> _kinds;

    [ComponentName(Name = "not_a_point_embed")]
    private readonly Embedding _notAPoint;

    [ComponentName(Name = "mask_downscaling")]
    private readonly Sequential _masks;

    [ComponentName(Name = "no_mask_embed")]
    private readonly Embedding _noMask;

    public PromptEncoder(int channels, int maskChannels)
        : base(nameof(PromptEncoder))
    {
        _positions = new(channels);
        // A point outside of the target, one inside, a box's upper left corner, its lower right one.
        _kinds = new([.. Enumerable.Range(0, 4).Select(_ => Embedding(1, channels))]);
        _notAPoint = Embedding(1, channels);
        _masks = Sequential(
            Conv2d(1, maskChannels / 4, 2, stride: 2),
            new ChannelNorm(maskChannels / 4),
            GELU(),
            Conv2d(maskChannels / 4, maskChannels, 2, stride: 2),
            new ChannelNorm(maskChannels),
            GELU(),
            Conv2d(maskChannels, channels, 1)
        );
        _noMask = Embedding(1, channels);
        RegisterComponents();
    }

    /// <summary>Every token's place in the embedding, <c>[1, C, h, w]</c>.</summary>
    public Tensor Grid(long height, long width) => _positions.Grid(height, width);

    /// <summary>Encodes prompts; without any there is no token at all.</summary>
    /// <param name="prompts">P results' boxes, points and masks.</param>
    /// <param name="results">P.</param>
    /// <param name="grid">Rows and columns h, w of the embedding.</param>
    /// <param name="patch">Pixels of a token along each axis.</param>
    public PromptTokens Encode(PromptBatch prompts, int results, (long Height, long Width) grid, int patch)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (grid.Height * patch, grid.Width * patch);
        var tokens = new List<Tensor>();
        if (prompts.Points is { } points)
            tokens.Add(Points(points, prompts.PointLabels!, pad: prompts.Boxes is null, height, width));
        if (prompts.Boxes is { } boxes)
            tokens.Add(Boxes(boxes, height, width));
        var channels = _noMask.weight!.shape[1];
        var sparse = tokens.Count switch
        {
            0 => zeros([results, 0, channels], dtype: _noMask.weight!.dtype, device: _noMask.weight!.device),
            1 => tokens[0],
            _ => cat(tokens, 1),
        };
        var dense = prompts.Masks is { } masks ? _masks.call(masks) : _noMask.weight!.view(1, -1, 1, 1).expand(results, -1, grid.Height, grid.Width);
        return new(sparse.MoveToOuterDisposeScope(), dense.MoveToOuterDisposeScope());
    }

    // SAM was trained with a further, empty point wherever there is no box.
    private Tensor Points(Tensor points, Tensor labels, bool pad, long height, long width)
    {
        var code = _positions.Points(points, height, width);
        var kinds = labels.unsqueeze(-1);
        var target = code + where(kinds == 1, _kinds[1].weight!, _kinds[0].weight!);
        var tokens = where(kinds == -1, _notAPoint.weight!, target);
        return pad ? cat([tokens, _notAPoint.weight!.expand(points.shape[0], 1, -1)], 1) : tokens;
    }

    private Tensor Boxes(Tensor boxes, long height, long width) =>
        _positions.Points(boxes.reshape(boxes.shape[0], 2, 2), height, width) + cat([_kinds[2].weight!, _kinds[3].weight!]);
}
