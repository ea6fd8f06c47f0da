using System.Text.Json;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Masks;

namespace DeferredSeg.Data.Datasets;

/// <summary>The labels that a dataset's masks are written with: those of the files they come from, where they come from files.</summary>
/// <remarks>
/// A single class whose files mark by one value each is written as 0 and 255, whatever the value; where any file has several labels all keep theirs.
/// What nobody judged keeps its value.
/// </remarks>
internal sealed class WrittenLabels
{
    private readonly DatasetDescription _description;
    private readonly IMaskMaps? _files;
    private readonly int? _ignore;
    private readonly bool _keepsLabels;

    /// <summary>Looks through the masks of a single class for several labels.</summary>
    /// <exception cref="DeferredSeg.Formats.Images.ImageFileException">A mask cannot be read.</exception>
    public WrittenLabels(IDataset dataset)
    {
        _description = dataset.Description;
        (_files, _ignore) = (dataset as IMaskMaps, (dataset as IMaskMaps)?.Masks.Ignore);
        if (_files is { MergesLabels: true })
            _keepsLabels = dataset.Cases.Any(one =>
                ((string?[])[null, .. dataset.Raters?.Raters ?? []]).Any(rater => _files.Map(one.Id, rater)?.Labels.Count > 1)
            );
    }

    /// <summary>The label of each class but the background.</summary>
    public IReadOnlyList<int> OfClasses =>
        _description.MaskLabels ?? [.. Enumerable.Range(1, _description.Classes.Count - (_description.ClassKind == ClassKind.Exclusive ? 1 : 0))];

    /// <summary>The label of each pixel.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="rater">Whose mask; null for the reference.</param>
    /// <param name="mask">The mask as planes.</param>
    /// <param name="notes">What was done to its file.</param>
    /// <exception cref="DatasetException">Two classes are at one pixel.</exception>
    public int[] Of(string caseId, string? rater, MaskPlanes mask, out IReadOnlyList<string> notes)
    {
        var map = _files?.Map(caseId, rater);
        notes = map?.Notes ?? [];
        int[] labels = _keepsLabels && map is not null ? [.. map.Values.Select(label => Math.Max(0, label))] : Planes(mask, caseId);
        if (_ignore is { } ignore && map is { HasIgnored: true })
        {
            for (var pixel = 0; pixel < labels.Length; pixel++)
            {
                if (map.Values[pixel] == MaskMap.Ignored)
                    labels[pixel] = ignore;
            }
        }
        return labels;
    }

    /// <summary>Writes what has to be said of the values, for the section dataset.</summary>
    public void WriteMasks(Utf8JsonWriter json)
    {
        // Labels that were certain once are so again only with their neighbours: it is said that they are.
        if (!_keepsLabels && _ignore is null)
            return;
        json.WriteStartObject("masks");
        json.WriteString("values", "labels");
        if (_ignore is { } ignore)
            json.WriteNumber("ignore", ignore);
        json.WriteEndObject();
    }

    private int[] Planes(MaskPlanes mask, string caseId)
    {
        var (pixels, background) = (mask.Height * mask.Width, _description.ClassKind == ClassKind.Exclusive && mask.Classes > 1 ? 1 : 0);
        int[] ofClasses = _description.Classes.Count == 1 ? [_ignore == byte.MaxValue ? 1 : byte.MaxValue] : [.. OfClasses];
        if (ofClasses.Max() > ushort.MaxValue)
            throw new DatasetException($"The masks have the label {ofClasses.Max()}; expected at most {ushort.MaxValue} to be written.");
        var labels = new int[pixels];
        for (var plane = background; plane < mask.Classes; plane++)
        {
            var values = mask.Plane(plane);
            for (var pixel = 0; pixel < pixels; pixel++)
            {
                if (values[pixel] == 0)
                    continue;
                if (labels[pixel] != 0)
                    throw new DatasetException(
                        $"The mask of '{caseId}' has two classes at row {pixel / mask.Width}, column {pixel % mask.Width}; "
                            + "labels hold one class a pixel. Convert one class at a time (dataset:classes:mode roi)."
                    );
                labels[pixel] = ofClasses[plane - background];
            }
        }
        return labels;
    }
}
