using System.Text.RegularExpressions;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>Which files are used, and whose they are.</summary>
internal static class ChosenIds
{
    /// <summary>The ids in ordinal order.</summary>
    /// <exception cref="DatasetException">There are none, a row of the index has no image, or an image has no patient.</exception>
    public static IReadOnlyList<string> Of(FileIndex images, CaseTable? table, string? patient, out Dictionary<string, string> patients)
    {
        var folder = images.Place.Folder;
        string[] all = [.. images.Ids];
        if (all.Length == 0)
            throw new DatasetException(
                $"{folder} has no image"
                    + (images.UnreadFiles.FirstOrDefault() is { } other ? $" of a kind that is read, but {Path.GetFileName(other)}" : "")
                    + "; expected PNG, JPEG, TIFF, BMP or NPY files, or NIfTI volumes."
            );
        string[] chosen = table is null ? all : [.. all.Where(table.Contains)];
        if (table is not null)
        {
            var there = all.ToHashSet(StringComparer.Ordinal);
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
        }
        patients = new PatientRule(patient, table).Of(chosen);
        return chosen;
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

    /// <summary>The patients of some ids.</summary>
    /// <exception cref="DatasetException">The expression does not match some; the message names them.</exception>
    public Dictionary<string, string> Of(IReadOnlyCollection<string> ids)
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
        return patients;
    }
}
