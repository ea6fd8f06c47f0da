using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Schema.Tests;

public enum Surrogate
{
    Softmax,
    OneVsAll,
}

/// <summary>How a border is softened.</summary>
/// <param name="Softness">From hard to soft.</param>
/// <param name="Radius">In pixels; null follows the image's size.</param>
public sealed record Boundary([OptionRange(0, 1)] double Softness = 0.5, int? Radius = null);

/// <summary>
/// One option of every kind, see <see cref="Boundary"/> and
/// <c>EveryKindOfNode</c>.
/// </summary>
/// <param name="Width">Channels of the finest level, a list of <see langword="null"/> is none; "quotes" &lt; ünïcode.</param>
/// <param name="Patch">Pixels.</param>
/// <param name="Rate">Learning rate.</param>
/// <param name="Bilinear">Yes or no.</param>
/// <param name="LBWeight">The weight λ2 of L<sub>LB</sub>.</param>
/// <param name="Note">Anything.</param>
/// <param name="Surrogate">The surrogate loss.</param>
/// <param name="Boundaries">Several.</param>
public sealed record EveryKind(
    [OptionRange(1, 1024)] int Width = 64,
    [OptionMultipleOf(8), OptionRange(8, double.PositiveInfinity)] long Patch = 16,
    [OptionRange(0, double.PositiveInfinity)] double Rate = 1e-5,
    bool Bilinear = true,
    double LBWeight = 5,
    int Seed = -1,
    string Name = "a \"plain\" name\n",
    string? Note = null,
    Surrogate Surrogate = Surrogate.OneVsAll,
    Surrogate? Fallback = null,
    [OptionRange(0, 1)] double? Dropout = 0.25,
    [OptionRange(0, 9)] IReadOnlyList<int>? Layers = null,
    IReadOnlyList<double?>? Weights = null,
    IReadOnlyList<Surrogate>? Modes = null,
    IReadOnlyList<string?>? Names = null,
    Boundary? Boundary = null,
    IReadOnlyList<Boundary>? Boundaries = null,
    IConfigurationSection? Extra = null,
    IConfiguration? More = null
);
