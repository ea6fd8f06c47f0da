namespace DeferredSeg.Bench;

/// <summary>
/// Measures rows in several processes in turn, repeat by repeat: whatever else the machine does at the moment, it does to
/// all of them.
/// </summary>
internal sealed class Comparison(string starter, IReadOnlyList<string> names)
{
    public IReadOnlyDictionary<string, Column> Columns { get; } = names.ToDictionary(name => name, _ => new Column());

    /// <summary>One round with fresh processes: one for each column and all its rows together, and one for each row that runs alone.</summary>
    public void Run(IReadOnlyList<Row> rows, Action<Row> starting)
    {
        Run(null, [.. rows.Where(row => !row.Alone)], starting);
        foreach (var row in rows.Where(row => row.Alone))
            Run(row, [row], starting);
    }

    private void Run(Row? alone, IReadOnlyList<Row> rows, Action<Row> starting)
    {
        if (rows.Count == 0)
            return;
        var workers = new List<(string Name, WorkerProcess Process)>();
        try
        {
            foreach (var name in names.Where(name => rows.Any(row => Sides.Measures(name, row))))
                workers.Add((name, new WorkerProcess(starter, name)));
            foreach (var row in rows)
            {
                starting(row);
                Measure(row, [.. workers.Where(worker => Sides.Measures(worker.Name, row)).Select(worker => (Columns[worker.Name], worker.Process))]);
            }
            foreach (var (name, process) in workers)
                Columns[name].AddPeak(alone, process.Ask("peak"));
        }
        finally
        {
            foreach (var (_, process) in workers)
                process.Dispose();
        }
    }

    private static void Measure(Row row, List<(Column Column, WorkerProcess Process)> workers)
    {
        foreach (var (_, process) in workers)
            process.Ask($"warm {row.Id}");
        for (var repeat = 0; repeat < row.Repeats; repeat++)
        {
            // Nobody always follows the same one.
            var turns = repeat % 2 == 0 ? workers : workers.AsEnumerable().Reverse();
            foreach (var (column, process) in turns)
                column.Add(row, process.Ask($"time {row.Id}"));
        }
        foreach (var (_, process) in workers)
            process.Ask($"drop {row.Id}");
    }
}
