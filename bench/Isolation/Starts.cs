using System.Diagnostics;
using DeferredSeg.Host.Plugins.Isolation;
using Isolation.Tests.Processes;

namespace DeferredSeg.Bench.Isolation;

/// <summary>Many starts and deaths: what they leave behind.</summary>
internal static class Starts
{
    /// <returns>Whether nothing was left.</returns>
    public static bool Show(int count)
    {
        using var host = HostilePlugin.Open(60);
        using var hostile = HostilePlugin.Make(host, "backbone", "abort");
        hostile.Call(isBad: false);
        Die(hostile);
        hostile.Call(isBad: false);
        // What counting and telling open themselves is open before it is counted.
        Console.Error.WriteLine($"{count} deaths begin.");
        Left();
        var before = Left();
        var clock = Stopwatch.StartNew();
        for (var i = 1; i <= count; i++)
        {
            Die(hostile);
            hostile.Call(isBad: false);
            if (i % 100 == 0)
                Console.Error.WriteLine($"{i} deaths, {clock.Elapsed.TotalSeconds / i:0.00} s each");
        }
        var after = Left();
        Console.WriteLine($"{count} deaths, {clock.Elapsed.TotalSeconds / count:0.00} s each");
        Console.WriteLine($"processes          {before.Processes} before, {after.Processes} after");
        Console.WriteLine($"file descriptors   {before.Descriptors} before, {after.Descriptors} after");
        Console.WriteLine($"shared memory      {before.Segments} before, {after.Segments} after");
        foreach (var (kind, more) in after.Kinds.Select(kind => (kind.Key, kind.Value - before.Kinds.GetValueOrDefault(kind.Key))).Where(one => one.Item2 != 0))
            Console.WriteLine($"  {kind} {more:+0;-0}");
        return after.Processes <= before.Processes && after.Descriptors <= before.Descriptors + 3 && after.Segments <= before.Segments + 1;
    }

    private static void Die(IHostile hostile)
    {
        try
        {
            hostile.Call(isBad: true);
        }
        catch (PluginCallException)
        {
            return;
        }
        throw new InvalidOperationException("It did not die.");
    }

    private static (int Processes, int Descriptors, int Segments, Dictionary<string, int> Kinds) Left()
    {
        // The spare process may just be starting.
        Thread.Sleep(3000);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        var own = Environment.ProcessId;
        var children = Directory.GetDirectories("/proc").Select(folder => Path.Combine(folder, "stat")).Where(File.Exists).Count(stat => Parent(stat) == own);
        var links = Directory.GetFiles("/proc/self/fd").Select(file => new FileInfo(file).LinkTarget ?? "").ToList();
        // A pipe is pipe:[NUMBER], and a file its path.
        var kinds = links.CountBy(link => link.Split('[')[0]).ToDictionary();
        return (children, links.Count, links.Count(link => link.Contains("memfd", StringComparison.Ordinal)), kinds);
    }

    private static int Parent(string stat)
    {
        try
        {
            var text = File.ReadAllText(stat);
            return int.Parse(text[(text.LastIndexOf(')') + 2)..].Split(' ')[1], System.Globalization.CultureInfo.InvariantCulture);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return 0;
        }
    }
}
