using System.Collections.Concurrent;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets;

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

/// <summary>What becomes of the labels in mask files.</summary>
public enum ClassMode
{
    /// <summary>One class: every value but 0. A mask of 0 and 255, or of 0 and 1, is this.</summary>
    Merged,

    /// <summary>One region of interest: the listed labels; every other value is background.</summary>
    Roi,

    /// <summary>A class for each listed label, and no plane for the background.</summary>
    Multilabel,

    /// <summary>The background as class 0, then a class for each listed label.</summary>
    Exclusive,
}

/// <summary>Tells which values of masks were taken as background although they are not 0.</summary>
internal interface IOtherLabels
{
    /// <summary>Those met so far, in order.</summary>
    IReadOnlyList<int> OtherLabels { get; }
}

/// <summary>Makes planes of classes from labels.</summary>
internal sealed class ClassRule(ClassSettings settings)
{
    private readonly ConcurrentDictionary<int, bool> _others = [];
    private readonly Dictionary<int, int> _planeOf = (settings.Labels ?? [])
        .Select((label, index) => (label, index))
        .ToDictionary(
            one => one.label,
            one =>
                settings.Mode switch
                {
                    ClassMode.Roi => 0,
                    ClassMode.Exclusive => one.index + 1,
                    _ => one.index,
                }
        );

    /// <summary>The classes' names, the background's included where it is one.</summary>
    public IReadOnlyList<string> Names { get; } =
    [
        .. settings.Mode == ClassMode.Exclusive ? ["background"] : Array.Empty<string>(),
        .. settings.Names is { Count: > 0 } names ? names
        : settings.Mode is ClassMode.Merged or ClassMode.Roi ? ["foreground"]
        : [.. settings.Labels!.Select(label => FormattableString.Invariant($"label{label}"))],
    ];

    /// <summary>The values met so far that are none of the region's and became background, in order.</summary>
    public IReadOnlyList<int> Others => [.. _others.Keys.Order()];

    /// <summary>Whether all labels are one class.</summary>
    public bool MergesLabels => settings.Mode == ClassMode.Merged;

    /// <summary>The label of each class but the background; null where classes are not told apart by labels.</summary>
    public IReadOnlyList<int>? MaskLabels => settings.Mode is ClassMode.Merged or ClassMode.Roi ? null : settings.Labels;

    /// <summary>Whether classes exclude each other.</summary>
    public ClassKind Kind => settings.Mode == ClassMode.Exclusive ? ClassKind.Exclusive : ClassKind.Multilabel;

    /// <summary>The planes of a label map.</summary>
    /// <exception cref="ImageFileException">A value is no label, and classes are told apart.</exception>
    public MaskPlanes Planes(MaskMap map)
    {
        var pixels = map.Height * map.Width;
        var values = new byte[Names.Count * pixels];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var label = Math.Max(0, map.Values[pixel]);
            if (label != 0 && settings.Mode == ClassMode.Merged)
                values[pixel] = 1;
            else if (label != 0 && _planeOf.TryGetValue(label, out var plane))
                values[plane * pixels + pixel] = 1;
            else if (label != 0 && settings.Mode != ClassMode.Roi)
                throw new ImageFileException(
                    map.File,
                    null,
                    $"the label {label} at row {pixel / map.Width}, column {pixel % map.Width}",
                    $"0 for background, or a label of {string.Join(", ", _planeOf.Keys)}",
                    "name every label in dataset:classes:labels, choose the mode roi, or mend the file"
                );
            else if (settings.Mode == ClassMode.Exclusive)
                values[pixel] = 1;
            else if (label != 0)
                _others.TryAdd(label, true);
        }
        return new(map.Height, map.Width, Names.Count, values);
    }
}
