namespace Backbones.CeNet;

/// <summary>What the options amount to.</summary>
internal sealed record CeNetShape(CeNetOptions Options, PvtShape? Pvt, IReadOnlyList<int> Widths, IReadOnlyList<double> ScaleFactors, IReadOnlyList<int> Heads)
{
    private static readonly int[] _mapSizes = [56, 28, 14, 7];

    public static CeNetShape Of(CeNetOptions options)
    {
        var pvt = options.Encoder == EncoderKind.ResNet18 ? null : PvtShape.Of(options.Encoder, options.Pvt);
        var (scales, heads) = Published(options.Configuration);
        return new(options, pvt, pvt?.Widths ?? [64, 128, 256, 512], options.ScaleFactors ?? scales, options.Heads ?? heads);
    }

    /// <summary>The channels in which a skip connection of a stage (0: the finest) meets the decoder.</summary>
    public int SkipChannels(int stage) => Options.SkipMode == MergeMode.Cat ? 2 * Widths[stage] : Widths[stage];

    /// <summary>The channels of the output head's last map.</summary>
    public int OutChannels => Options.OutMerge == MergeMode.Cat ? Widths[0] / 2 * 2 : Widths[0] / 2;

    /// <summary>What does not fit, one sentence each; every list has its right length.</summary>
    public static IEnumerable<string> Problems(CeNetOptions options)
    {
        var shape = Of(options);
        if (shape.Pvt is null && options.Pvt is { IsEmpty: false })
            yield return "pvt is given and encoder is resNet18; pvt shapes a PVTv2 encoder alone.";
        for (var stage = 0; shape.Pvt is { } pvt && stage < 4; stage++)
        {
            if (pvt.Widths[stage] % pvt.Heads[stage] != 0)
                yield return $"pvt: stage {stage + 1} has width {pvt.Widths[stage]} and {pvt.Heads[stage]} heads; the heads must divide the width.";
            if (pvt.Reductions[stage] > _mapSizes[stage])
                yield return $"pvt: stage {stage + 1} has reduction {pvt.Reductions[stage]}; its map has {_mapSizes[stage]} pixels along each axis.";
        }
        for (var i = 0; i < 3; i++)
        {
            var channels = shape.SkipChannels(2 - i);
            if (channels % (2 * shape.Heads[i]) != 0)
                yield return $"heads: {shape.Heads[i]} for the map of {_mapSizes[2 - i]} pixels; twice as many must divide its {channels} channels.";
        }
    }

    private static (double[] ScaleFactors, int[] Heads) Published(Configuration configuration) =>
        configuration switch
        {
            Configuration.Synapse => ([0.8, 0.4], [16, 8, 8]),
            Configuration.Acdc => ([1, 0.5], [4, 4, 4]),
            Configuration.Skin => ([1, 0.75, 0.5], [2, 2, 2]),
            _ => ([0.8, 0.4], [2, 2, 2]),
        };
}

/// <summary>
/// The shape of a PVTv2 encoder, four values each, the finest stage first. Source: Wang et al., "PVT v2: Improved Baselines with Pyramid Vision
/// Transformer", 2022, Table 1.
/// </summary>
internal sealed record PvtShape(
    IReadOnlyList<int> Widths,
    IReadOnlyList<int> Heads,
    IReadOnlyList<int> MlpRatios,
    IReadOnlyList<int> Depths,
    IReadOnlyList<int> Reductions
)
{
    public static PvtShape Of(EncoderKind kind, PvtOptions? options) =>
        new(
            options?.Widths ?? (kind == EncoderKind.PvtV2B0 ? [32, 64, 160, 256] : [64, 128, 320, 512]),
            options?.Heads ?? [1, 2, 5, 8],
            options?.MlpRatios ?? [8, 8, 4, 4],
            options?.Depths ?? (kind == EncoderKind.PvtV2B2 ? [3, 4, 6, 3] : [2, 2, 2, 2]),
            options?.Reductions ?? [8, 4, 2, 1]
        );
}
