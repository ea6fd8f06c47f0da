using DeferredSeg.Abstractions.Options;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Abstractions.Tests.Options;

public enum SampleMode
{
    Softmax,
    OneVsAll,
}

public sealed record SampleBoundary([OptionRange(0, 1)] double Softness = 0.5, int? Radius = null) : IOptionChecks
{
    public IEnumerable<string> Check()
    {
        if (Radius == 13)
            yield return "radius is 13; this sample has no luck with it.";
    }
}

/// <summary>One option of every kind.</summary>
public sealed record SampleOptions(
    [OptionRange(1, 1024)] int Width = 64,
    [OptionMultipleOf(8), OptionRange(8, double.PositiveInfinity)] long Patch = 16,
    [OptionRange(0, double.PositiveInfinity)] double Rate = 1e-4,
    bool Bilinear = false,
    string Name = "plain",
    string? Note = null,
    SampleMode Mode = SampleMode.OneVsAll,
    SampleMode? Fallback = null,
    int Seed = -1,
    [OptionRange(0, 1)] double? Dropout = 0.25,
    [OptionRange(0, 9)] IReadOnlyList<int>? Layers = null,
    IReadOnlyList<double?>? Weights = null,
    IReadOnlyList<string>? Names = null,
    IReadOnlyList<SampleMode>? Modes = null,
    SampleBoundary? Boundary = null,
    IReadOnlyList<SampleBoundary>? Boundaries = null,
    IConfigurationSection? Extra = null
);
