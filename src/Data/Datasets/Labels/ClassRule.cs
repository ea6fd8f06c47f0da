using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Datasets.Settings;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets.Labels;

/// <summary>Makes planes of classes from labels.</summary>
internal sealed class ClassRule(ClassSettings settings)
{
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

    /// <summary>Whether classes exclude each other.</summary>
    public ClassKind Kind => settings.Mode == ClassMode.Exclusive ? ClassKind.Exclusive : ClassKind.Multilabel;

    /// <summary>Whether any value but 0 is foreground, so that colours do not matter.</summary>
    public bool TakesAny => settings.Mode == ClassMode.Merged;

    /// <summary>The planes of a label map.</summary>
    /// <exception cref="ImageFileException">A value is no label, and classes are told apart.</exception>
    public MaskPlanes Planes(LabelMap map)
    {
        var pixels = map.Height * map.Width;
        var values = new byte[Names.Count * pixels];
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var label = map.Values[pixel];
            if (label != 0 && TakesAny)
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
        }
        return new(map.Height, map.Width, Names.Count, values);
    }
}
