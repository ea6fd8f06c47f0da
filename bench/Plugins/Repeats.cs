using System.Diagnostics;

namespace DeferredSeg.Bench.Plugins;

/// <summary>Medians of repeats, in milliseconds; a tenth of the repeats warms up.</summary>
internal static class Repeats
{
    public static (double Median, double Slowest) Of(int repeats, Action body)
    {
        for (var i = 0; i < repeats / 10; i++)
            body();
        double[] times = [.. Enumerable.Range(0, repeats).Select(_ => Time(body))];
        return (Middle(times), times.Max());
    }

    public static (double First, double Second) Medians(int repeats, Action first, Action second)
    {
        for (var i = 0; i < repeats / 10; i++)
        {
            first();
            second();
        }
        var (a, b) = (new double[repeats], new double[repeats]);
        for (var i = 0; i < repeats; i++)
            (a[i], b[i]) = (Time(first), Time(second));
        return (Middle(a), Middle(b));
    }

    private static double Time(Action body)
    {
        var start = Stopwatch.GetTimestamp();
        body();
        return Stopwatch.GetElapsedTime(start).TotalMilliseconds;
    }

    private static double Middle(double[] values)
    {
        Array.Sort(values);
        return values[values.Length / 2];
    }
}
