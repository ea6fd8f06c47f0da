using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Host.Configuration.Settings;

/// <summary>Which networks a run trains and where they lie: one for each seed, or for each seed and each of several variants.</summary>
/// <param name="Folder">The run's folder, relative to the working folder; without it runs/ and the name of the last configuration file.</param>
/// <param name="Seeds">A network is trained for each; by default for seed alone.</param>
/// <param name="Pooled">Variants whose results are pooled, each trained with every seed: the folds of a cross-validation, the rotations of leave one out. A text for each with the settings it changes, such as dataset:split:fold=0; several are joined by semicolons.</param>
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
