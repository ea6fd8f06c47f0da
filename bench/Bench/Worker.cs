using System.Diagnostics;
using System.Globalization;

namespace DeferredSeg.Bench;

/// <summary>
/// Answers requests, one number a line. "warm ID" prepares a row and runs it for its warm-up, "time ID" gives the seconds of
/// a call in one repeat, "drop ID" frees what it holds, "peak" gives the process's peak resident memory in MiB.
/// </summary>
/// <param name="rows">The rows that may be asked for.</param>
/// <param name="prepare">Makes the body of a row, by its id.</param>
internal sealed class Worker(IEnumerable<Row> rows, Func<string, IBody> prepare)
{
    private readonly Dictionary<string, Row> _rows = rows.ToDictionary(row => row.Id);
    private IBody? _body;

    public void Answer(TextReader requests, TextWriter answers)
    {
        while (requests.ReadLine() is { } request)
        {
            answers.WriteLine(Answer(request.Split(' ')).ToString("R", CultureInfo.InvariantCulture));
            answers.Flush();
        }
    }

    private double Answer(string[] request) =>
        request switch
        {
            ["warm", var id] => Warm(_rows[id]),
            ["time", var id] => Time(_rows[id]),
            ["drop", _] => Drop(),
            ["peak"] => PeakMebibytes(),
            _ => throw new ArgumentException($"'{string.Join(' ', request)}' is not a request."),
        };

    private double Warm(Row row)
    {
        _body = prepare(row.Id);
        var clock = Stopwatch.StartNew();
        do _body.Call(row.Calls);
        while (clock.Elapsed.TotalSeconds < row.Warmup);
        return clock.Elapsed.TotalSeconds;
    }

    private double Time(Row row)
    {
        var start = Stopwatch.GetTimestamp();
        _body!.Call(row.Calls);
        return Stopwatch.GetElapsedTime(start).TotalSeconds / row.Calls;
    }

    private double Drop()
    {
        _body?.Dispose();
        _body = null;
        return 0;
    }

    private static double PeakMebibytes()
    {
        var line = File.ReadLines("/proc/self/status").First(l => l.StartsWith("VmHWM:", StringComparison.Ordinal));
        return double.Parse(line.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture) / 1024;
    }
}
