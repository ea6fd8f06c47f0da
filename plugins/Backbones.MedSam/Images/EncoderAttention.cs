using TorchSharp.Modules;

namespace Backbones.MedSam.Images;

/// <summary>Multi-head attention of the image encoder, in windows or over the whole image, with decomposed relative positions.</summary>
internal sealed class EncoderAttention : Module
{
    private readonly int _heads;

    [ComponentName(Name = "rel_pos_h")]
    private readonly Parameter? _relativeRows;

    [ComponentName(Name = "rel_pos_w")]
    private readonly Parameter? _relativeColumns;

    [ComponentName(Name = "qkv")]
    private readonly Linear _qkv;

    [ComponentName(Name = "proj")]
    private readonly Linear _proj;

    /// <param name="width">Channels of a token.</param>
    /// <param name="heads">Heads.</param>
    /// <param name="bias">Whether queries, keys and values have one.</param>
    /// <param name="span">Rows and columns that the tables of relative positions are made for; null without them.</param>
    public EncoderAttention(int width, int heads, bool bias, int? span)
        : base(nameof(EncoderAttention))
    {
        _heads = heads;
        if (span is { } size)
        {
            _relativeRows = Parameter(zeros(2 * size - 1, width / heads));
            _relativeColumns = Parameter(zeros(2 * size - 1, width / heads));
        }
        _qkv = Linear(width, 3 * width, hasBias: bias);
        _proj = Linear(width, width);
        RegisterComponents();
    }

    /// <param name="tokens"><c>[B, N, C]</c>, in the layout's order.</param>
    /// <param name="layout">Which of them attend to each other.</param>
    /// <returns><c>[B, N, C]</c>, in the same order and type.</returns>
    public Tensor Attend(Tensor tokens, TokenLayout layout)
    {
        using var scope = NewDisposeScope();
        var qkv = _qkv.Apply(tokens);
        var tables = layout.Groups.Select(group => Tables(group, tokens.dtype)).ToList();
        var images = Enumerable
            .Range(0, (int)tokens.shape[0])
            .Select(image =>
            {
                var one = qkv[image];
                return Join([.. layout.Groups.Select((group, i) => Attend(one, group, tables[i]))], 0);
            });
        return _proj.Apply(stack(images.ToArray())).MoveToOuterDisposeScope();
    }

    /// <summary>One group of windows of one image: <c>[N, 3 C]</c> to <c>[tokens of the group, C]</c>.</summary>
    private Tensor Attend(Tensor qkv, WindowGroup group, (Tensor Rows, Tensor Columns)? tables)
    {
        using var scope = NewDisposeScope();
        // [3, heads, windows, h, w, c]
        var split = qkv.narrow(0, group.Offset, group.Tokens).view(group.Windows, group.Height, group.Width, 3, _heads, -1).permute(3, 4, 0, 1, 2, 5);
        var padding = group.Height < group.KeyHeight || group.Width < group.KeyWidth ? Padding(split) : null;
        var atOnce = (int)Math.Clamp(HeadAttention.TileScores / group.Scores, 1, _heads);
        var found = new List<Tensor>();
        for (var head = 0; head < _heads; head += atOnce)
        {
            using var inner = NewDisposeScope();
            var count = Math.Min(atOnce, _heads - head);
            Tensor Part(int part) => split.select(0, part).narrow(0, head, count);
            Tensor Key(int part) => (padding is null ? Part(part) : Pad(Part(part), padding.select(0, part).narrow(0, head, count), group)).flatten(0, 1);
            var one = HeadAttention.Attend(Part(0).flatten(0, 1), Key(1), Key(2), tables);
            found.Add(one.view(count, group.Tokens, -1).transpose(0, 1).MoveToOuterDisposeScope());
        }
        return Join([.. found], 1).flatten(1).MoveToOuterDisposeScope();
    }

    // What queries, keys and values of a padded token are: [3, heads, c].
    private Tensor Padding(Tensor split) =>
        _qkv.bias is { } bias ? bias.to(split.dtype).view(3, _heads, -1) : zeros([3, _heads, split.shape[5]], split.dtype, split.device);

    // part [heads, windows, h, w, c], value [heads, c].
    private static Tensor Pad(Tensor part, Tensor value, WindowGroup group)
    {
        using var scope = NewDisposeScope();
        var (padded, heads, one) = (part, part.shape[0], value.view(value.shape[0], 1, 1, 1, -1));
        if (group.Width < group.KeyWidth)
            padded = cat([padded, one.expand(heads, group.Windows, group.Height, group.KeyWidth - group.Width, -1)], 3);
        if (group.Height < group.KeyHeight)
            padded = cat([padded, one.expand(heads, group.Windows, group.KeyHeight - group.Height, group.KeyWidth, -1)], 2);
        return padded.MoveToOuterDisposeScope();
    }

    private (Tensor Rows, Tensor Columns)? Tables(WindowGroup group, ScalarType type) =>
        _relativeRows is null
            ? null
            : (
                RelativePositions.Between(group.KeyHeight, group.KeyHeight, _relativeRows).narrow(0, 0, group.Height).to(type),
                RelativePositions.Between(group.KeyWidth, group.KeyWidth, _relativeColumns!).narrow(0, 0, group.Width).to(type)
            );

    private static Tensor Join(Tensor[] parts, long dimension) => parts.Length == 1 ? parts[0] : cat(parts, dimension);
}

/// <summary>Decomposed relative positions (Li et al. 2022, as in SAM): one table for each axis.</summary>
internal static class RelativePositions
{
    /// <summary>The table's row for every pair of a query and a key along one axis.</summary>
    /// <param name="queries">Query positions q.</param>
    /// <param name="keys">Key positions k.</param>
    /// <param name="table"><c>[L, c]</c>; a length other than 2 max(q, k) - 1 is interpolated to it linearly, without aligned corners.</param>
    /// <returns><c>[q, k, c]</c>.</returns>
    public static Tensor Between(int queries, int keys, Tensor table)
    {
        using var scope = NewDisposeScope();
        var length = 2 * Math.Max(queries, keys) - 1;
        var rows = table.shape[0] == length ? table : Resize(table, length);
        var (perQuery, perKey) = (Math.Max(keys / (double)queries, 1), Math.Max(queries / (double)keys, 1));
        var index = new long[queries * keys];
        for (var q = 0; q < queries; q++)
        {
            for (var k = 0; k < keys; k++)
                index[q * keys + k] = (long)(q * perQuery - k * perKey + (keys - 1) * perKey);
        }
        return rows.index_select(0, tensor(index, device: table.device)).view(queries, keys, -1).MoveToOuterDisposeScope();
    }

    /// <summary>A table <c>[L, c]</c> interpolated to <c>[length, c]</c>, linearly, without aligned corners. In the innermost dispose scope.</summary>
    public static Tensor Resize(Tensor table, long length) =>
        functional.interpolate(table.t().unsqueeze(0), [length], mode: InterpolationMode.Linear, align_corners: false)[0].t();
}
