using System.Diagnostics;

namespace Isolation.Tests.Processes;

/// <summary>Children never outlive the host, also where it is killed and whatever they are at.</summary>
public sealed class KilledHostTests
{
    [SkippableFact]
    public void Children_end_with_a_host_that_is_killed_in_the_middle_of_a_call()
    {
        Skip.IfNot(OperatingSystem.IsLinux(), "reads /proc");
        var folder = Directory.CreateTempSubdirectory("deferredseg-killed-");
        try
        {
            using var host = Start(folder.FullName);
            var children = Wait(() => Children(host.Id), found => found.Count > 0, 60);
            // By now at the call that does not end, or shortly before it.
            Thread.Sleep(TimeSpan.FromSeconds(3));
            children = [.. children.Union(Children(host.Id))];

            host.Kill();
            host.WaitForExit();

            Assert.NotEmpty(children);
            Assert.Empty(Wait(() => [.. children.Where(IsThere)], left => left.Count == 0, 20));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static Process Start(string folder)
    {
        var start = new ProcessStartInfo(
            Path.Combine(AppContext.BaseDirectory, "DeferredSeg.Host"),
            [
                "route",
                "--untrained",
                "--phantom",
                "1",
                "--plugins",
                Path.Combine(FaultPlugins.Folder, HostilePlugin.Id),
                "--isolation",
                "process",
                "--set",
                "backbone:id=Hostile",
                "--set",
                "backbone:options:fault=native loop",
                "--set",
                "backbone:options:above=-100",
                "--set",
                "plugins:isolated:0=" + HostilePlugin.Id,
                "--set",
                "training:deferral=false",
                "--output",
                Path.Combine(folder, "routed"),
            ]
        )
        {
            RedirectStandardError = true,
            RedirectStandardOutput = true,
        };
        return Process.Start(start)!;
    }

    private static List<int> Wait(Func<List<int>> look, Func<List<int>, bool> isEnough, double seconds)
    {
        var clock = Stopwatch.StartNew();
        var found = look();
        while (!isEnough(found) && clock.Elapsed.TotalSeconds < seconds)
        {
            Thread.Sleep(100);
            found = look();
        }
        return found;
    }

    private static List<int> Children(int parent) =>
        [
            .. Directory
                .GetDirectories("/proc")
                .Select(path => int.TryParse(Path.GetFileName(path), out var id) ? id : 0)
                .Where(id => id > 0 && Stat(id) is { Length: > 1 } stat && stat[1] == $"{parent}"),
        ];

    // A zombie is gone: only its parent has yet to look.
    private static bool IsThere(int id) => Stat(id) is { Length: > 0 } stat && stat[0] != "Z";

    private static string[] Stat(int id)
    {
        try
        {
            var text = File.ReadAllText($"/proc/{id}/stat");
            return text[(text.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
