using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;
using Embedding = TorchSharp.Modules.Embedding;

namespace Backbones.MedSam;

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
    /// <exception cref="ArgumentException">
    /// A prompt is of another shape or type, or a point's label is none. The message says which prompt, what was found and what is expected; nothing
    /// has been computed.
    /// </exception>
    public PromptTokens Encode(PromptBatch prompts, int results, (long Height, long Width) grid, int patch)
    {
        Check(prompts, results, grid);
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

    private static void Check(PromptBatch prompts, int results, (long Height, long Width) grid)
    {
        Expect("Boxes", prompts.Boxes, ScalarType.Float32, [results, 4]);
        Expect("Points", prompts.Points, ScalarType.Float32, [results, -1, 2]);
        Expect("PointLabels", prompts.PointLabels, ScalarType.Int64, [results, prompts.Points?.shape[1] ?? -1]);
        Expect("Masks", prompts.Masks, ScalarType.Float32, [results, 1, 4 * grid.Height, 4 * grid.Width]);
        if (prompts.PointLabels is { } labels)
            Labels(labels);
    }

    private static void Labels(Tensor labels)
    {
        using var scope = NewDisposeScope();
        var values = labels.cpu().contiguous().data<long>().ToArray();
        if (values.Where(label => label is < -1 or > 1).Cast<long?>().FirstOrDefault() is { } wrong)
            throw new ArgumentException($"PointLabels has {wrong}; expected 1 in the target, 0 outside of it, or -1 to be ignored.", nameof(labels));
    }

    private static void Expect(string name, Tensor? tensor, ScalarType type, long[] shape)
    {
        if (tensor is null)
            return;
        var fits =
            tensor.dtype == type && tensor.shape.Length == shape.Length && tensor.shape.Zip(shape).All(pair => pair.Second < 0 || pair.First == pair.Second);
        if (!fits)
            throw new ArgumentException(
                $"{name} of {type} [{string.Join(", ", shape.Select(size => size < 0 ? "N" : $"{size}"))}] are expected, not "
                    + $"{tensor.dtype} [{string.Join(", ", tensor.shape)}]."
            );
    }
}

/// <summary>Coordinates as sines and cosines of random frequencies (Tancik et al. 2020), which the checkpoint holds.</summary>
internal sealed class PositionEncoding : Module
{
    [ComponentName(Name = "positional_encoding_gaussian_matrix")]
    private readonly Tensor _frequencies;

    /// <param name="channels">Channels of an encoding, an even number.</param>
    public PositionEncoding(int channels)
        : base(nameof(PositionEncoding))
    {
        _frequencies = randn(2, channels / 2);
        RegisterComponents();
    }

    /// <summary>Every token's place in a map, at its centre: <c>[1, C, h, w]</c>.</summary>
    public Tensor Grid(long height, long width)
    {
        using var scope = NewDisposeScope();
        var rows = Centres(height).view(-1, 1).expand(height, width);
        var columns = Centres(width).view(1, -1).expand(height, width);
        return Encode(stack([columns, rows], 2)).permute(2, 0, 1).unsqueeze(0).MoveToOuterDisposeScope();
    }

    /// <summary>Points in pixels.</summary>
    /// <param name="points">float32 <c>[P, N, 2]</c>: x, y; whole numbers are the upper left corners of pixels, whose centres are encoded.</param>
    /// <param name="height">Rows of the image.</param>
    /// <param name="width">Columns of the image.</param>
    /// <returns><c>[P, N, C]</c>.</returns>
    public Tensor Points(Tensor points, long height, long width)
    {
        using var scope = NewDisposeScope();
        using var size = tensor([(float)width, height], device: points.device);
        return Encode(points.add(0.5f).div(size)).MoveToOuterDisposeScope();
    }

    private Tensor Centres(long length) => arange(length, dtype: _frequencies.dtype, device: _frequencies.device).add(0.5f).div(length);

    // Coordinates from 0 to 1, [..., 2], to [..., C].
    private Tensor Encode(Tensor coordinates)
    {
        var angles = coordinates.to(_frequencies.dtype).mul(2).sub(1).matmul(_frequencies).mul(2 * Math.PI);
        return cat([angles.sin(), angles.cos()], -1);
    }
}
