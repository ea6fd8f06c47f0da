using System.Text.RegularExpressions;
using DeferredSeg.Data.Identity;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>Which files are used, and whose they are.</summary>
/// <param name="Ids">The ids in ordinal order.</param>
/// <param name="Patients">The patient of each.</param>
/// <param name="Notes">What was taken for granted, a sentence each.</param>
internal sealed record ChosenCases(IReadOnlyList<string> Ids, IReadOnlyDictionary<string, string> Patients, IReadOnlyList<string> Notes)
{
    /// <summary>Chooses among the images by the table of the settings, and finds their patients by table or rule.</summary>
    /// <exception cref="DatasetException">There are none, a row of the table has no image, or an image has no patient.</exception>
    public static ChosenCases Of(FileIndex images, string root, DatasetSettings settings)
    {
        string[] all = [.. images.Ids];
        if (all.Length == 0)
            throw new DatasetException(
                $"{images.Place.Folder} has no image"
                    + (images.UnreadFiles.FirstOrDefault() is { } other ? $" of a kind that is read, but {Path.GetFileName(other)}" : "")
                    + "; expected PNG, JPEG, TIFF, BMP or NPY files, or NIfTI volumes."
            );
        List<string> notes = [];
        var table = CaseTable.Named(root, settings.Index);
        var ids = table is null ? all : Chosen(table, all, images.Place.Folder, notes);
        if (table?.PatientColumn is { } column && settings.Index?.Patient is null && settings.Patient is not { Length: > 0 })
            notes.Add($"Patients are those of the column '{column}' of {table.File}.");
        var usual = table is null && settings.Index?.File is not "" ? CaseTable.Usual(root) : null;
        var patients = new PatientRule(settings.Patient, table ?? Usable(usual, all, settings.Patient, notes)).Of(ids, notes);
        if (settings.Patient is { Length: > 0 } && usual is not null)
            Compare(usual, patients, notes);
        return new(ids, patients, notes);
    }

    private static string[] Chosen(CaseTable table, string[] all, string folder, List<string> notes)
    {
        Complete(table, all, notes);
        string[] chosen = [.. all.Where(table.Contains)];
        var there = all.ToHashSet(CaseNames.Comparer);
        string[] missing = [.. table.Ids.Where(id => !there.Contains(id)).Order(StringComparer.Ordinal)];
        if (chosen.Length == 0)
            throw new DatasetException(
                $"{table.File} names none of the {all.Length} images in {folder}, but {KnownNames.Few(missing)}; "
                    + $"the images are {KnownNames.Few(all)}. Check index:id."
            );
        if (missing.Length > 0)
            throw new DatasetException(
                $"{table.File} has {missing.Length} rows without an image in {folder}: {KnownNames.Few(missing)}; "
                    + "expected one for each row that is used. Check index:where, or fetch the images."
            );
        return chosen;
    }

    /// <summary>A table that nobody named says whose the images are, where it names all of them and no rule does.</summary>
    private static CaseTable? Usable(CaseTable? usual, string[] all, string? rule, List<string> notes)
    {
        if (usual is null || rule is { Length: > 0 })
            return null;
        Complete(usual, all, notes);
        string[] unnamed = [.. all.Where(id => !usual.Contains(id))];
        if (unnamed.Length == 0)
        {
            notes.Add($"Patients are those of the column '{usual.PatientColumn}' of {usual.File}.");
            return usual;
        }
        notes.Add(
            $"{usual.File} has a column '{usual.PatientColumn}', which is not used: it has no row for {unnamed.Length} of {all.Length} images "
                + $"({KnownNames.Few(unnamed)}), so that each image counts as a patient of its own. "
                + $"Complete it, or choose rows: dataset:index:file={CaseTable.UsualFile}."
        );
        return null;
    }

    private static void Complete(CaseTable table, string[] all, List<string> notes)
    {
        if (table.CompleteNumbers(all) is > 0 and var completed)
            notes.Add($"{table.File}: {completed} ids had lost zeros in front of their numbers, as spreadsheet programs take them; the images' are meant.");
    }

    /// <summary>Says where a rule divides what the table holds together.</summary>
    private static void Compare(CaseTable usual, Dictionary<string, string> patients, List<string> notes)
    {
        var divided = patients
            .Where(one => usual.Patient(one.Key) is not null)
            .GroupBy(one => usual.Patient(one.Key)!, CaseNames.Comparer)
            .Where(group => group.Select(one => one.Value).Distinct(CaseNames.Comparer).Count() > 1)
            .Select(group => group.Key)
            .ToList();
        if (divided.Count > 0)
            notes.Add(
                $"dataset:patient makes several patients of one in the column '{usual.PatientColumn}' of {usual.File}: {KnownNames.Few(divided)}. "
                    + $"Take the column instead: dataset:index:file={CaseTable.UsualFile}, without dataset:patient."
            );
    }
}

/// <summary>Whom a case belongs to.</summary>
internal sealed class PatientRule
{
    private readonly Regex? _expression;
    private readonly CaseTable? _table;

    /// <exception cref="DatasetException">The expression cannot be read.</exception>
    public PatientRule(string? expression, CaseTable? table)
    {
        _table = table;
        if (expression is not { Length: > 0 })
            return;
        try
        {
            _expression = new(expression, RegexOptions.CultureInvariant | RegexOptions.NonBacktracking);
        }
        catch (Exception e) when (e is ArgumentException or NotSupportedException)
        {
            throw new DatasetException($"patient is '{expression}', which is no regular expression: {e.Message} Expected one such as ^Image_(\\d+).", e);
        }
    }

    /// <summary>The patients of some ids, each in one spelling.</summary>
    /// <param name="ids">The ids.</param>
    /// <param name="notes">Is told whose spellings differ.</param>
    /// <exception cref="DatasetException">The expression does not match some; the message names them.</exception>
    public Dictionary<string, string> Of(IReadOnlyCollection<string> ids, List<string> notes)
    {
        Dictionary<string, string> patients = new(StringComparer.Ordinal);
        List<string> strangers = [];
        foreach (var id in ids)
        {
            var match = _expression?.Match(id);
            if (match is null)
                patients[id] = _table?.Patient(id) ?? id;
            else if (match.Groups[match.Groups.Count > 1 ? 1 : 0] is { Success: true, Length: > 0 } found)
                patients[id] = found.Value;
            else
                strangers.Add(id);
        }
        if (strangers.Count > 0)
            throw new DatasetException(
                $"patient is '{_expression}', which names no patient for {strangers.Count} of {ids.Count} ids: {KnownNames.Few(strangers)}; "
                    + "expected a match in each, with the patient as its first group."
            );
        var spellings = CaseNames.Spellings(patients.Values);
        var merged = spellings.Where(one => one.Key != one.Value).ToList();
        if (merged.Count > 0)
            notes.Add(
                "Patients whose names differ in capitals, blanks or Unicode form alone are one: "
                    + $"{KnownNames.Few([.. merged.Select(one => $"'{one.Key}' is '{one.Value}'")])}."
            );
        return patients.ToDictionary(one => one.Key, one => spellings[one.Value], StringComparer.Ordinal);
    }
}
