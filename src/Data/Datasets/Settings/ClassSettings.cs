using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Datasets.Settings;

/// <summary>Which classes a mask has.</summary>
/// <param name="Mode">What becomes of labels: merged, roi, multilabel or exclusive.</param>
/// <param name="Labels">The labels in the files, in the order of classes; for roi those of the region, for merged none.</param>
/// <param name="Names">The classes' names, without the background; by default foreground, or the labels.</param>
public sealed record ClassSettings(
    ClassMode Mode = ClassMode.Merged,
    [OptionRange(1, 65535)] IReadOnlyList<int>? Labels = null,
    IReadOnlyList<string>? Names = null
) : IOptionChecks
{
    /// <summary>How many classes are named: one, or one for each label.</summary>
    public int NameCount => Mode is ClassMode.Merged or ClassMode.Roi ? 1 : Labels?.Count ?? 0;

    /// <inheritdoc/>
    public IEnumerable<string> Check()
    {
        var mode = Mode.ToString().ToLowerInvariant();
        if (Mode == ClassMode.Merged && Labels is { Count: > 0 })
            yield return $"labels are given and mode is merged, which takes every value but 0; expected roi, multilabel or exclusive with labels.";
        if (Mode != ClassMode.Merged && Labels is not { Count: > 0 })
            yield return $"mode is {mode} and there are no labels; expected the values in the mask files, for example [1, 2].";
        if (Labels is { } labels && labels.Distinct().Count() < labels.Count)
            yield return $"labels are {string.Join(", ", labels)}; expected each once.";
        if (Names is { Count: > 0 } names && names.Count != NameCount)
            yield return $"names has {names.Count} entries; expected {NameCount}, one for each class but the background.";
    }
}
