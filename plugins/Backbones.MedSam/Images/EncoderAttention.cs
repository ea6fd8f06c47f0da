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
        var tables = _relativeRows is null ? null : layout.Groups.Select(group => Tables(group, tokens.dtype)).ToList();
        return _proj.Apply(WindowAttention.Attend(qkv, _qkv.bias, _heads, layout, tables)).MoveToOuterDisposeScope();
    }

    private (Tensor Rows, Tensor Columns) Tables(WindowGroup group, ScalarType type) =>
        (
            RelativePositions.Between(group.KeyHeight, group.KeyHeight, _relativeRows!).narrow(0, 0, group.Height).to(type),
            RelativePositions.Between(group.KeyWidth, group.KeyWidth, _relativeColumns!).narrow(0, 0, group.Width).to(type)
        );
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
