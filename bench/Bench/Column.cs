namespace DeferredSeg.Bench;

/// <summary>What the processes of one side and setting measured: a column of the table.</summary>
internal sealed class Column
{
    private readonly Dictionary<string, List<double>> _seconds = [];
    private readonly List<double> _peaks = [];

    /// <summary>The median peak of its processes, in MiB.</summary>
    public double? Peak => Median(_peaks);

    public void Add(Row row, double seconds)
    {
        if (!_seconds.TryGetValue(row.Id, out var all)) _seconds.Add(row.Id, all = []);
        all.Add(seconds);
    }

    public void AddPeak(double mebibytes) => _peaks.Add(mebibytes);

    /// <summary>The median seconds of a call over all repeats of all processes; null where the row was not measured.</summary>
    public double? Seconds(Row row) => Median(Repeats(row));

    public IReadOnlyList<double> Repeats(Row row) => _seconds.TryGetValue(row.Id, out var all) ? all : [];

    public static double? Median(IReadOnlyList<double> values)
    {
        if (values.Count == 0) return null;
        var sorted = values.Order().ToArray();
        var middle = sorted.Length / 2;
        return sorted.Length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
    }
}
