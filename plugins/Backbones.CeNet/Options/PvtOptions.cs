using DeferredSeg.Abstractions.Options;

namespace Backbones.CeNet.Options;

/// <summary>The shape of a PVTv2 encoder where it is to differ from the named one: four values each, the finest stage first.</summary>
/// <param name="Widths">Channels of the stages, multiples of 16 because the decoder splits them so.</param>
/// <param name="Heads">Attention heads; each divides its stage's width.</param>
/// <param name="MlpRatios">Hidden channels of the blocks' perceptrons over their width.</param>
/// <param name="Depths">Blocks.</param>
/// <param name="Reductions">How many times smaller keys and values are along each axis; at most the stage's map, 56, 28, 14 and 7.</param>
public sealed record PvtOptions(
    [OptionRange(16, 4096), OptionMultipleOf(16)] IReadOnlyList<int>? Widths = null,
    [OptionRange(1, 64)] IReadOnlyList<int>? Heads = null,
    [OptionRange(1, 16)] IReadOnlyList<int>? MlpRatios = null,
    [OptionRange(1, 64)] IReadOnlyList<int>? Depths = null,
    [OptionRange(1, 56)] IReadOnlyList<int>? Reductions = null
)
{
    /// <summary>Whether nothing differs.</summary>
    internal bool IsEmpty => Widths is null && Heads is null && MlpRatios is null && Depths is null && Reductions is null;

    /// <summary>The lists by their names in a configuration.</summary>
    internal IEnumerable<(string Name, IReadOnlyList<int>? Values)> Lists =>
        [("widths", Widths), ("heads", Heads), ("mlpRatios", MlpRatios), ("depths", Depths), ("reductions", Reductions)];
}
