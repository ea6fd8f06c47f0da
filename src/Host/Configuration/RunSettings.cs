using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data;
using DeferredSeg.Engine.Evaluation;

namespace DeferredSeg.Host.Configuration;

/// <summary>Which networks a run trains and where they lie: one for each seed, or for each seed and each of several variants.</summary>
/// <param name="Folder">
/// The run's folder, relative to the working folder; {here} in it is the folder of the file; without it runs/ and the name of the last configuration file.
/// </param>
/// <param name="Seeds">A network is trained for each; by default for seed alone.</param>
/// <param name="Pooled">
/// Variants whose results are pooled, each trained with every seed: the folds of a cross-validation, the rotations of leave one out. A text for each
/// with the settings it changes, such as dataset:split:fold=0; several are joined by semicolons.
/// </param>
/// <param name="CasesMiB">How much memory prepared cases may keep, in MiB; 0 prepares each anew whenever it is wanted.</param>
public sealed record RunSettings(
    string? Folder = null,
    IReadOnlyList<long>? Seeds = null,
    IReadOnlyList<string>? Pooled = null,
    [OptionRange(0, 1048576)] int CasesMiB = 512
) : IOptionChecks
{
    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        if (Seeds is { } seeds && seeds.Distinct().Count() < seeds.Count)
            yield return $"run:seeds are {string.Join(", ", seeds)}; expected each once.";
        if (Pooled is { } pooled && pooled.Distinct(StringComparer.Ordinal).Count() < pooled.Count)
            yield return "run:pooled names a variant twice; expected each once, or its cases would count twice.";
        foreach (var variant in Pooled ?? [])
        {
            foreach (var setting in variant.Split(';').Where(setting => setting.IndexOf('=') < 1))
                yield return $"run:pooled has '{setting}'; expected name=value, the parts of a nested name joined by colons.";
        }
    }
}

/// <summary>What is measured of trained networks.</summary>
/// <param name="Part">Whose cases: test, validation or train.</param>
/// <param name="Grid">network: at the size that the network sees; native: at the dataset's own, to which probabilities are brought back.</param>
/// <param name="Budgets">Shares of each image's pixels, 0 to 1, at which routing is compared with orders that need no router.</param>
/// <param name="Seed">The seed with which experts are asked, the same for every trained network, so that runs can be paired.</param>
/// <param name="Resamples">How often patients are drawn anew for an interval.</param>
/// <param name="Tolerance">Of whole volumes: what of the distance of surfaces is none, in millimetres (NSD).</param>
/// <param name="Panels">How many of the best cases the report shows, and as many of the worst.</param>
public sealed record EvaluationSettings(
    SplitPart Part = SplitPart.Test,
    EvaluationGrid Grid = EvaluationGrid.Native,
    [OptionRange(0, 1)] IReadOnlyList<double>? Budgets = null,
    long Seed = 0,
    [OptionRange(100, 1000000)] int Resamples = 2000,
    [OptionRange(0, 100)] int Panels = 3,
    [OptionRange(0, 1000)] double Tolerance = 1
);
