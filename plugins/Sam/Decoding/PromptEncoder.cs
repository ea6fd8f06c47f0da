using DeferredSeg.Abstractions.Backbones;
using TorchSharp.Modules;
using Embedding = TorchSharp.Modules.Embedding;

namespace Backbones.Sam;

/// <summary>Points and boxes as tokens, masks as a map (Kirillov et al. 2023, App. A; Ravi et al. 2024).</summary>
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

    private readonly PromptOrder _order;

    /// <param name="channels">C of a token, an even number.</param>
    /// <param name="maskChannels">Channels inside of the mask prompt's convolutions, a multiple of 4.</param>
    /// <param name="order">How tokens follow each other.</param>
    public PromptEncoder(int channels, int maskChannels, PromptOrder order)
        : base(nameof(PromptEncoder))
    {
        _order = order;
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

    /// <summary>A box around the whole image for each result, float32 <c>[P, 4]</c>, in the innermost dispose scope.</summary>
    /// <param name="image">The embedding, <c>[B, C, h, w]</c>.</param>
    /// <param name="patch">Pixels of a token along each axis.</param>
    /// <param name="results">P.</param>
    public static Tensor WholeImage(Tensor image, int patch, int results) =>
        tensor([0f, 0, image.shape[3] * patch, image.shape[2] * patch], device: image.device).repeat(results, 1);

    /// <summary>Encodes prompts.</summary>
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
        var points = prompts.Points is { } places ? Points(places, prompts.PointLabels!, height, width) : null;
        var boxes = prompts.Boxes is { } corners ? Boxes(corners, height, width) : null;
        var tokens = _order == PromptOrder.ClicksThenBox ? ClicksThenBox(points, boxes, results) : BoxThenClicks(points, boxes, results, prompts.Masks);
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
    private List<Tensor> ClicksThenBox(Tensor? points, Tensor? boxes, int results) =>
        (points, boxes) switch
        {
            (null, null) => [],
            (null, _) => [boxes],
            (_, null) => [points, NoPoint(results)],
            _ => [points, boxes],
        };

    // SAM 2 gives corners as points and ends with an empty point always; where nothing at all points at the target that point stands twice.
    private List<Tensor> BoxThenClicks(Tensor? points, Tensor? boxes, int results, Tensor? masks)
    {
        if (points is null && boxes is null)
            return masks is null ? [NoPoint(results), NoPoint(results)] : [];
        List<Tensor?> tokens = [boxes, points, NoPoint(results)];
        return [.. tokens.OfType<Tensor>()];
    }

    private Tensor NoPoint(int results) => _notAPoint.weight!.expand(results, 1, -1);

    private Tensor Points(Tensor points, Tensor labels, long height, long width)
    {
        var code = _positions.Points(points, height, width);
        var kinds = labels.unsqueeze(-1);
        var target = code + where(kinds == 1, _kinds[1].weight!, _kinds[0].weight!);
        return where(kinds == -1, _notAPoint.weight!, target);
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

/// <summary>How the tokens of clicks and boxes follow each other, and where an empty point stands among them.</summary>
internal enum PromptOrder
{
    /// <summary>SAM's: clicks, an empty point where there is no box, the box's corners. Without clicks and box there is no token.</summary>
    ClicksThenBox,

    /// <summary>
    /// SAM 2's: the box's corners, clicks, and an empty point always. Without any prompt there are two empty points, with a mask alone no token.
    /// </summary>
    BoxThenClicks,
}
