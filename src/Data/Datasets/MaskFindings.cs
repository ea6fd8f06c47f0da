using DeferredSeg.Data.Masks;

namespace DeferredSeg.Data.Datasets;

/// <summary>Which values the mask files of a dataset hold, and what was done to files that is to be told.</summary>
internal sealed class MaskFindings(IDataset dataset)
{
    /// <summary>Stands for the reference among the raters; no folder is called so.</summary>
    private const string Reference = "";

    private readonly Dictionary<string, Dictionary<string, MaskContents>> _contents = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> _told = new(StringComparer.Ordinal);

    /// <summary>A sentence for each thing that is to be told, with its cases, and for each place whose files mark by different values.</summary>
    public IReadOnlyList<string> Notes =>
        [
            .. _told.Select(one => $"{one.Key} {one.Value.Count} {(one.Value.Count == 1 ? "case" : "cases")}: {KnownNames.Few(one.Value)}."),
            .. dataset.Description.Classes.Count > 1 ? [] : _contents.Keys.Select(DifferentMarks).OfType<string>(),
        ];

    /// <summary>Counts the values in the file of a mask, once for each file.</summary>
    /// <param name="caseId">The case.</param>
    /// <param name="rater">A rater; null for the reference.</param>
    /// <returns>The mask; null where there is none, or the dataset has no files.</returns>
    /// <exception cref="DeferredSeg.Formats.Images.ImageFileException">It is no mask.</exception>
    public MaskMap? Look(string caseId, string? rater)
    {
        if (dataset is not IMaskMaps files || files.Map(caseId, rater) is not { } map)
            return null;
        if (!_contents.TryGetValue(rater ?? Reference, out var ofFile))
            _contents[rater ?? Reference] = ofFile = new(StringComparer.Ordinal);
        ofFile[map.File] = map.Contents;
        // What was done to the reference, its case tells.
        foreach (var note in rater is null ? [] : map.Notes)
            Tell($"A mask of '{rater}': {note}.", caseId);
        return map;
    }

    /// <summary>Takes a sentence that is to be told.</summary>
    public void Tell(string note, string caseId)
    {
        if (!_told.TryGetValue(note, out var cases))
            _told[note] = cases = [];
        cases.Add(caseId);
    }

    /// <summary>The values in all masks of a rater together; null where there are none, or they are no files.</summary>
    /// <param name="rater">A rater; null for the reference.</param>
    public ValueReport? Values(string? rater)
    {
        if (!_contents.TryGetValue(rater ?? Reference, out var files))
            return null;
        var all = new MaskContents();
        foreach (var contents in files.Values)
            all.Add(contents);
        return new(all.Distinct, all.Minimum, all.Maximum, $"{all}");
    }

    /// <summary>Of files of one place that mark by one value each, some mark by another: nobody can tell whether they mean the same.</summary>
    private string? DifferentMarks(string place)
    {
        float[] marks =
        [
            .. _contents[place]
                .Values.Select(contents => contents.Values.Where(value => value != 0).ToList())
                .Where(values => values.Count == 1)
                .Select(values => values[0])
                .Distinct()
                .Order(),
        ];
        return marks.Length < 2
            ? null
            : FormattableString.Invariant($"Masks of {(place == Reference ? "the reference" : $"'{place}'")} mark by one value each, ")
                + FormattableString.Invariant($"but not all by the same: {string.Join(", ", marks)}.");
    }
}
