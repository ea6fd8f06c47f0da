using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.Sam2.Images;

/// <summary>Patches, positions and the blocks of four stages.</summary>
internal sealed class HieraTrunk : Module
{
    private readonly EncoderPrecision _precision;
    private readonly IReadOnlyList<HieraBlockShape> _shapes;

    [ComponentName(Name = "pos_embed")]
    private readonly Parameter _positions;

    [ComponentName(Name = "pos_embed_window")]
    private readonly Parameter _windowPositions;

    [ComponentName(Name = "patch_embed")]
    private readonly HieraPatches _patches;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<HieraBlock> _blocks;

    public HieraTrunk(HieraShape shape, EncoderPrecision precision)
        : base(nameof(HieraTrunk))
    {
        (_precision, _shapes) = (precision, shape.Blocks);
        _positions = Parameter(zeros(1, shape.Width, shape.Grid[0], shape.Grid[1]));
        _windowPositions = Parameter(zeros(1, shape.Width, shape.Windows[0], shape.Windows[0]));
        _patches = new(ImageEncoder.Channels, shape.Width);
        _blocks = new([.. _shapes.Select(block => new HieraBlock(block))]);
        init.normal_(_positions, 0, 0.02);
        init.normal_(_windowPositions, 0, 0.02);
        RegisterComponents();
    }

    /// <returns>Each stage's last tokens <c>[B, h, w, C]</c>, the finest first; in the innermost dispose scope.</returns>
    public IReadOnlyList<Tensor> Stages(Tensor images, Action<int, Tensor>? seen, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var stages = new List<Tensor>();
        var tokens = Tokens(images);
        for (var block = 0; block < _shapes.Count; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = _blocks[block].Transform(tokens, _precision);
            if (block == 0 || !_shapes[block - 1].EndsStage)
                tokens.Dispose();
            tokens = next;
            seen?.Invoke(block, tokens);
            if (_shapes[block].EndsStage)
                stages.Add(tokens);
        }
        return [.. stages.Select(stage => stage.MoveToOuterDisposeScope())];
    }

    /// <summary>Patches with their positions, <c>[B, h, w, C]</c>.</summary>
    public Tensor Tokens(Tensor images)
    {
        using var scope = NewDisposeScope();
        var patches = _patches.call(images);
        return patches.add(Positions(patches.shape[1], patches.shape[2])).MoveToOuterDisposeScope();
    }

    /// <summary>Every token's position, <c>[1, h, w, C]</c>: the coarse table interpolated bicubically, and the fine one repeated.</summary>
    public Tensor Positions(long height, long width)
    {
        using var scope = NewDisposeScope();
        var coarse = functional.interpolate(_positions, [height, width], mode: InterpolationMode.Bicubic, align_corners: false);
        var fine = _windowPositions.repeat(1, 1, height / _windowPositions.shape[2], width / _windowPositions.shape[3]);
        return coarse.add(fine).permute(0, 2, 3, 1).contiguous().MoveToOuterDisposeScope();
    }
}

/// <summary>Overlapping patches as tokens: a convolution 7x7 of stride 4.</summary>
internal sealed class HieraPatches : Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Conv2d _proj;

    public HieraPatches(int channels, int width)
        : base(nameof(HieraPatches))
    {
        _proj = Conv2d(channels, width, 7, stride: HieraShape.Patch, padding: 3);
        RegisterComponents();
    }

    /// <param name="input"><c>[B, 3, H, W]</c>.</param>
    /// <returns><c>[B, H / 4, W / 4, C]</c>, contiguous: every later sum and norm keeps the layout.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _proj.call(input).permute(0, 2, 3, 1).contiguous().MoveToOuterDisposeScope();
    }
}
