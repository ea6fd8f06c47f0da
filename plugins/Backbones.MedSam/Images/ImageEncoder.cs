using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;

namespace Backbones.MedSam.Images;

/// <summary>
/// SAM's image encoder: a plain vision transformer with windowed and global attention and a neck of two convolutions.
/// Sources: Kirillov et al., "Segment Anything", ICCV 2023; Li et al., "Exploring Plain Vision Transformer Backbones for Object Detection", ECCV 2022.
/// </summary>
internal sealed class ImageEncoder : Module
{
    public const int Channels = 3;

    private readonly EncoderPrecision _precision;

    [ComponentName(Name = "pos_embed")]
    private readonly Parameter _positions;

    [ComponentName(Name = "patch_embed")]
    private readonly PatchEmbedding _patches;

    [ComponentName(Name = "blocks")]
    private readonly ModuleList<EncoderBlock> _blocks;

    [ComponentName(Name = "neck")]
    private readonly ImageNeck _neck;

    public ImageEncoder(MedSamOptions options)
        : base(nameof(ImageEncoder))
    {
        var shape = EncoderShape.Of(options);
        var grid = options.ImageSize / options.Patch;
        _precision = options.Precision;
        _positions = Parameter(zeros(1, grid, grid, shape.Width));
        _patches = new(Channels, shape.Width, options.Patch);
        _blocks = new([
            .. Enumerable.Range(0, shape.Depth).Select(block => new EncoderBlock(options, shape.GlobalBlocks.Contains(block) ? 0 : options.Window)),
        ]);
        _neck = new(shape.Width, options.EmbeddingChannels);
        init.normal_(_positions, 0, 0.02);
        RegisterComponents();
    }

    /// <summary>Encodes images.</summary>
    /// <param name="images">float32 <c>[B, 3, H, W]</c>, H and W multiples of the patch.</param>
    /// <param name="seen">Is shown every block's number and its result <c>[B, h, w, C]</c>, which it must not keep.</param>
    /// <param name="cancellation">Looked at before every block.</param>
    /// <returns><c>[B, embedding channels, h, w]</c>.</returns>
    public Tensor Encode(Tensor images, Action<int, Tensor>? seen = null, CancellationToken cancellation = default)
    {
        using var scope = NewDisposeScope();
        var tokens = Tokens(images);
        for (var block = 0; block < _blocks.Count; block++)
        {
            cancellation.ThrowIfCancellationRequested();
            var next = _blocks[block].Transform(tokens, _precision);
            tokens.Dispose();
            tokens = next;
            seen?.Invoke(block, tokens);
        }
        return _neck.call(tokens).MoveToOuterDisposeScope();
    }

    /// <summary>Patches with their positions, <c>[B, h, w, C]</c>.</summary>
    private Tensor Tokens(Tensor images)
    {
        using var scope = NewDisposeScope();
        var patches = _patches.call(images);
        return patches.add(Positions(patches.shape[1], patches.shape[2])).MoveToOuterDisposeScope();
    }

    /// <summary>The position table at another size: bilinear, without aligned corners, as the tables of relative positions are.</summary>
    private Tensor Positions(long height, long width)
    {
        if (_positions.shape[1] == height && _positions.shape[2] == width)
            return _positions.alias();
        using var scope = NewDisposeScope();
        return functional
            .interpolate(_positions.permute(0, 3, 1, 2), [height, width], mode: InterpolationMode.Bilinear, align_corners: false)
            .permute(0, 2, 3, 1)
            .MoveToOuterDisposeScope();
    }
}

/// <summary>Patches as tokens: a convolution whose stride is its size.</summary>
internal sealed class PatchEmbedding : Module<Tensor, Tensor>
{
    [ComponentName(Name = "proj")]
    private readonly Conv2d _proj;

    public PatchEmbedding(int channels, int width, int patch)
        : base(nameof(PatchEmbedding))
    {
        _proj = Conv2d(channels, width, patch, stride: patch);
        RegisterComponents();
    }

    /// <param name="input"><c>[B, 3, H, W]</c>.</param>
    /// <returns><c>[B, h, w, C]</c>, contiguous: every later sum keeps the layout, and every norm would turn another one around again.</returns>
    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return _proj.call(input).permute(0, 2, 3, 1).contiguous().MoveToOuterDisposeScope();
    }
}

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
