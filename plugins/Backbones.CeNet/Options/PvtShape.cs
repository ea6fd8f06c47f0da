namespace Backbones.CeNet.Options;

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
