using System.Globalization;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Identity;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>The rows of an index that are used: an id, and its patient where a column names it. Names are compared as <see cref="CaseNames"/> says.</summary>
internal sealed class CaseTable
{
    /// <summary>The table that is looked at where none is named.</summary>
    public const string UsualFile = "index.csv";

    private static readonly string[] _patientColumns = ["patient", "patientid", "subject", "subjectid"];

    private readonly Dictionary<string, string?> _patients = new(CaseNames.Comparer);

    private CaseTable(string file, string? patientColumn) => (File, PatientColumn) = (file, patientColumn);

    /// <summary>The table's file.</summary>
    public string File { get; }

    /// <summary>The column that names patients; null where none does.</summary>
    public string? PatientColumn { get; }

    /// <summary>The ids of the rows that meet the conditions.</summary>
    public IReadOnlyCollection<string> Ids => _patients.Keys;

    /// <summary>Reads the table that the settings name.</summary>
    /// <returns>The table; null where none is named.</returns>
    /// <exception cref="DatasetException">It cannot be read, a column or a condition is not right, or an id is there twice.</exception>
    public static CaseTable? Named(string root, IndexSettings? settings)
    {
        var file = settings switch
        {
            null or { File: "" } => null,
            { File: { } named } => named,
            { Patient: { Length: > 0 } } or { Where.Count: > 0 } => UsualFile,
            _ => null,
        };
        return file is null ? null : Read(CsvFile.Read(Path.Combine(root, file)), settings!);
    }

    /// <summary>Reads <see cref="UsualFile"/> where it is there and has a column of patients.</summary>
    /// <returns>The table; null where there is none, or it says nothing of patients.</returns>
    /// <exception cref="DatasetException">It says something of patients and cannot be read.</exception>
    public static CaseTable? Usual(string root)
    {
        var file = Path.Combine(root, UsualFile);
        if (!System.IO.File.Exists(file))
            return null;
        var csv = CsvFile.Read(file);
        return PatientColumnOf(csv) is { } patient ? Read(csv, new(UsualFile, Patient: patient)) : null;
    }

    private static CaseTable Read(CsvFile csv, IndexSettings settings)
    {
        var patientColumn = settings.Patient switch
        {
            null => PatientColumnOf(csv),
            "" => null,
            { } named => named,
        };
        var (table, id) = (new CaseTable(csv.File, patientColumn), Column(csv, settings.Id));
        int? patient = patientColumn is null ? null : Column(csv, patientColumn);
        List<(int Column, string Value, bool Equal)> conditions = [.. (settings.Where ?? []).Select(condition => Condition(csv, condition))];
        foreach (var row in csv.Rows.Where(row => conditions.TrueForAll(one => Same(row[one.Column], one.Value) == one.Equal)))
        {
            var name = WithoutExtension(CaseNames.Of(row[id]));
            if (!table._patients.TryAdd(name, patient is { } column ? CaseNames.Of(row[column]) : null))
                throw new DatasetException(
                    $"{csv.File}: the id '{name}' is in two rows; expected each once"
                        + $"{(settings.Where is { Count: > 0 } ? "" : "; perhaps index:where should choose among them")}."
                );
            if (patient is { } empty && row[empty].Trim().Length == 0)
                throw new DatasetException($"{csv.File}: '{name}' has no patient in the column '{patientColumn}'; expected one in every row.");
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

    /// <summary>
    /// Gives back the zeros in front that spreadsheet programs take from numbers: a row 7 is the image 007 where nothing else could be meant.
    /// </summary>
    /// <param name="ids">The images.</param>
    /// <returns>How many rows were completed.</returns>
    public int CompleteNumbers(IReadOnlyCollection<string> ids)
    {
        var known = ids.ToHashSet(CaseNames.Comparer);
        var numbers = ids.Where(IsNumber).ToLookup(id => id.TrimStart('0'), StringComparer.Ordinal);
        var shortened = Ids.Where(id => !known.Contains(id) && IsNumber(id) && numbers[id.TrimStart('0')].Take(2).Count() == 1).ToList();
        var completed = 0;
        foreach (var id in shortened)
        {
            if (!_patients.TryAdd(numbers[id.TrimStart('0')].First(), _patients[id]))
                continue;
            _patients.Remove(id);
            completed++;
        }
        return completed;
    }

    private static bool IsNumber(string id) => id.Length > 0 && id.All(char.IsAsciiDigit);

    private static string? PatientColumnOf(CsvFile csv) =>
        csv
            .Columns.Select(column => column.Trim())
            .FirstOrDefault(column => _patientColumns.Contains(string.Concat(column.Where(char.IsLetterOrDigit)), StringComparer.OrdinalIgnoreCase));

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
