using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace Backbones.NnUnet;

/// <summary>Which networks of a folder answer, and how. What the network is like, its plans say.</summary>
/// <param name="Configuration">The configuration of the plans, such as 2d or 3d_fullres; by default that of the first fold's checkpoint.</param>
/// <param name="Folds">The folds that answer together, by number or all; by default those that are there. A single one can be trained.</param>
/// <param name="Checkpoint">The file of weights in each fold's folder.</param>
/// <param name="Fresh">Whether the network starts with fresh weights instead of a fold's: plans.json and dataset.json alone are read then.</param>
/// <param name="Mirroring">Whether tiles are mirrored along the axes that the checkpoint allows.</param>
/// <param name="Step">The most that neighbouring tiles lie apart, as a share of a tile's side.</param>
/// <param name="Weights">gaussian: the middle of a tile counts more. flat: all the same.</param>
/// <param name="Sums">float32, or float16 as the original, which rounds at every tile.</param>
public sealed record NnUnetOptions(
    string? Configuration = null,
    IReadOnlyList<string>? Folds = null,
    string Checkpoint = "checkpoint_final.pth",
    bool Fresh = false,
    bool Mirroring = true,
    [OptionRange(0.01, 1)] double Step = 0.5,
    TileWeights Weights = TileWeights.Gaussian,
    TileSums Sums = TileSums.Float32
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Fresh && Folds is { Count: > 0 })
            yield return "folds is given and fresh is true; expected one of them.";
        if (Checkpoint.Length == 0 || Path.GetFileName(Checkpoint) != Checkpoint)
            yield return $"checkpoint is '{Checkpoint}'; expected the name of a file, such as checkpoint_best.pth.";
    }
}
