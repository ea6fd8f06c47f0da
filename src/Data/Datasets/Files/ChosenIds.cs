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
                $"{folder} has no image{(images.UnreadFiles.FirstOrDefault() is { } other ? $" of a kind that is read, but {Path.GetFileName(other)}" : "")}; expected PNG, JPEG or NPY files, or NIfTI volumes."
            );
        string[] chosen = table is null ? all : [.. all.Where(table.Contains)];
        if (table is not null)
        {
            var there = all.ToHashSet(StringComparer.Ordinal);
            string[] missing = [.. table.Ids.Where(id => !there.Contains(id)).Order(StringComparer.Ordinal)];
            if (chosen.Length == 0)
                throw new DatasetException(
                    $"{table.File} names none of the {all.Length} images in {folder}, but {Some.Of(missing)}; the images are {Some.Of(all)}. Check index:id."
                );
            if (missing.Length > 0)
                throw new DatasetException(
                    $"{table.File} has {missing.Length} rows without an image in {folder}: {Some.Of(missing)}; expected one for each row that is used. Check index:where, or fetch the images."
                );
        }
        patients = new PatientRule(patient, table).Of(chosen);
        return chosen;
    }
}
