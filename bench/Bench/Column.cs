namespace DeferredSeg.Bench;

/// <summary>What the processes of one side and setting measured: a column of the table.</summary>
internal sealed class Column
{
    private readonly Dictionary<string, List<double>> _seconds = [];
    private readonly Dictionary<string, List<double>> _peaks = [];

    public void Add(Row row, double seconds) => List(_seconds, row.Id).Add(seconds);

    /// <summary>Keeps the peak of a process.</summary>
    /// <param name="row">The row that it ran alone; null where it ran several.</param>
    /// <param name="mebibytes">Resident memory in MiB.</param>
    public void AddPeak(Row? row, double mebibytes) => List(_peaks, Key(row)).Add(mebibytes);

    /// <summary>The median peak of the processes that ran a row alone, or of those that ran several; null where there was none.</summary>
    public double? Peak(Row? row) => Median(_peaks.GetValueOrDefault(Key(row)) ?? []);

    /// <summary>The median seconds of a call over all repeats of all processes; null where the row was not measured.</summary>
    public double? Seconds(Row row) => Median(Repeats(row));

    public IReadOnlyList<double> Repeats(Row row) => _seconds.TryGetValue(row.Id, out var all) ? all : [];

    public static double? Median(IReadOnlyList<double> values)
    {
        if (values.Count == 0)
            return null;
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }

    private static string Key(Row? row) => row?.Id ?? "";

    private static List<double> List(Dictionary<string, List<double>> lists, string key)
    {
        if (!lists.TryGetValue(key, out var list))
            lists.Add(key, list = []);
        return list;
    }
}
