using System.Globalization;
using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>The rows of an index that are used: an id, and its patient where a column names it.</summary>
internal sealed class CaseTable
{
    private readonly Dictionary<string, string?> _patients = new(StringComparer.Ordinal);

    private CaseTable(string file) => File = file;

    /// <summary>The table's file.</summary>
    public string File { get; }

    /// <summary>The ids of the rows that meet the conditions.</summary>
    public IReadOnlyCollection<string> Ids => _patients.Keys;

    /// <summary>Reads the table.</summary>
    /// <exception cref="DatasetException">A column or a condition is not right, or an id is there twice.</exception>
    public static CaseTable? Read(string root, IndexSettings? settings)
    {
        if (settings?.File is not { Length: > 0 } file)
            return null;
        var csv = CsvFile.Read(Path.Combine(root, file));
        var (table, id) = (new CaseTable(csv.File), Column(csv, settings.Id));
        int? patient = settings.Patient is { Length: > 0 } named ? Column(csv, named) : null;
        List<(int Column, string Value, bool Equal)> conditions = [.. (settings.Where ?? []).Select(condition => Condition(csv, condition))];
        foreach (var row in csv.Rows.Where(row => conditions.TrueForAll(one => Same(row[one.Column], one.Value) == one.Equal)))
        {
            var name = WithoutExtension(row[id].Trim());
            if (!table._patients.TryAdd(name, patient is { } column ? row[column].Trim() : null))
                throw new DatasetException(
                    $"{csv.File}: the id '{name}' is in two rows; expected each once"
                        + $"{(settings.Where is { Count: > 0 } ? "" : "; perhaps index:where should choose among them")}."
                );
            if (patient is { } empty && row[empty].Trim().Length == 0)
                throw new DatasetException($"{csv.File}: '{name}' has no patient in the column '{settings.Patient}'; expected one in every row.");
        }
        return table._patients.Count > 0
            ? table
            : throw new DatasetException(
                $"{csv.File}: none of {csv.Rows.Count} rows meets {string.Join(" and ", settings.Where ?? [])}; expected one or more. Check index:where."
            );
    }

    /// <summary>Whether a row is of the case.</summary>
    public bool Contains(string id) => _patients.ContainsKey(id);

    /// <summary>The case's patient; null where no column names patients.</summary>
    public string? Patient(string id) => _patients.GetValueOrDefault(id);

    private static string WithoutExtension(string id) =>
        ((string[])[.. FileIndex.Pictures, ".nii.gz", ".nii"]).FirstOrDefault(extension => id.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            is { } found
            ? id[..^found.Length]
            : id;

    private static (int Column, string Value, bool Equal) Condition(CsvFile csv, string condition)
    {
        var at = condition.IndexOf('=');
        if (at < 1)
            throw new DatasetException(
                $"The condition '{condition}' of index:where is not understood; expected column=value or column!=value, such as usable=1."
            );
        var differs = condition[at - 1] == '!';
        return (Column(csv, condition[..(differs ? at - 1 : at)].Trim()), condition[(at + 1)..].Trim(), !differs);
    }

    // 1, 1.0 and 01 are one number.
    private static bool Same(string cell, string value) =>
        string.Equals(cell.Trim(), value, StringComparison.OrdinalIgnoreCase)
        || (
            double.TryParse(cell, NumberStyles.Float, CultureInfo.InvariantCulture, out var one)
            && double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out var other)
            && one == other
        );

    private static int Column(CsvFile csv, string name)
    {
        for (var column = 0; column < csv.Columns.Count; column++)
        {
            if (string.Equals(csv.Columns[column].Trim(), name, StringComparison.OrdinalIgnoreCase))
                return column;
        }
        var near = NearestName.Of(name, [.. csv.Columns]);
        throw new DatasetException(
            $"{csv.File} has no column '{name}'; its columns are {string.Join(", ", csv.Columns)}.{(near is null ? "" : $" Did you mean '{near}'?")}"
        );
    }
}
