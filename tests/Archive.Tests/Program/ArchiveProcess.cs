using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using DeferredSeg.Archive.Results;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Archive.Tests.Program;

/// <summary>The program as a process of its own, with one thread; killed with the test.</summary>
internal sealed class ArchiveProcess : IDisposable
{
    private readonly Process _process;
    private readonly Task<string> _error;
    private readonly Task<string> _output;

    private ArchiveProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
        _output = process.StandardOutput.ReadToEndAsync();
    }

    public bool HasExited => _process.HasExited;

    /// <summary>Its number, which is part of its workers' names.</summary>
    public int Id => _process.Id;

    /// <summary>What it holds of the machine's memory, in MiB.</summary>
    public long Memory
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? 0 : _process.WorkingSet64 >> 20;
        }
    }

    /// <summary>How long it had a processor, whatever else wanted one.</summary>
    public TimeSpan Processor
    {
        get
        {
            _process.Refresh();
            return _process.TotalProcessorTime;
        }
    }

    public static ArchiveProcess Start(params string[] arguments) => Start(new ProcessStartInfo(BuildFacts.Program, arguments));

    /// <summary>
    /// In a session of its own: Linux gives each session the same share of a busy machine, however many processes it has, so that two workers of one session
    /// would have no more than one.
    /// </summary>
    public static ArchiveProcess StartAlone(params string[] arguments) => Start(new ProcessStartInfo("setsid", [BuildFacts.Program, .. arguments]));

    /// <summary>In a network of its own.</summary>
    public static ArchiveProcess StartIn(CutNetwork network, params string[] arguments) =>
        Start(new ProcessStartInfo("ip", ["netns", "exec", network.Name, BuildFacts.Program, .. arguments]));

    private static ArchiveProcess Start(ProcessStartInfo start)
    {
        (start.RedirectStandardOutput, start.RedirectStandardError) = (true, true);
        start.Environment["DEFERREDSEG_THREADS"] = "1";
        start.Environment["DOTNET_GCgen0size"] = "0x400000";
        return new(Process.Start(start)!);
    }

    /// <summary>Runs it to its end.</summary>
    public static (int ExitCode, string Output, string Error) Run(params string[] arguments)
    {
        using var process = Start(arguments);
        return process.End(TimeSpan.FromMinutes(10));
    }

    /// <summary>SIGKILL.</summary>
    public void Kill()
    {
        _process.Kill();
        _process.WaitForExit();
    }

    public (int ExitCode, string Output, string Error) End(TimeSpan limit)
    {
        if (!_process.WaitForExit(limit))
        {
            Kill();
            Assert.Fail($"It did not end within {limit}.\n{_output.Result}\n{_error.Result}");
        }
        return (_process.ExitCode, _output.Result, _error.Result);
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            Kill();
        _process.Dispose();
    }
}

/// <summary>Phantom images in a folder, and what routing them left in another.</summary>
internal static class ArchiveFolder
{
    private static readonly string _configuration = Path.Combine(BuildFacts.Repository, "configs", "route.json");

    /// <summary>Discs on noise, each another.</summary>
    public static void Write(string folder, int count, int side)
    {
        Directory.CreateDirectory(folder);
        for (var index = 0; index < count; index++)
        {
            var random = new Random(index);
            var (y, x, radius) = (side * (0.3 + 0.4 * random.NextDouble()), side * (0.3 + 0.4 * random.NextDouble()), side * (0.1 + 0.2 * random.NextDouble()));
            ushort[] samples =
            [
                .. Enumerable
                    .Range(0, side * side)
                    .Select(at => (ushort)(random.Next(40) + (Math.Pow(at / side - y, 2) + Math.Pow(at % side - x, 2) < radius * radius ? 150 : 40))),
            ];
            ImageFile.Write(Path.Combine(folder, string.Create(CultureInfo.InvariantCulture, $"case-{index:00000}.png")), new(side, side, 1, 8, samples));
        }
    }

    /// <summary>How <c>route</c> is called on it, with a small network whose weights follow from its seed.</summary>
    public static string[] Route(string images, string output, params string[] further) =>
        ["route", "--config", _configuration, "--untrained", "--archive", images, "--output", output, .. further];

    /// <summary>The SHA-256 of every file of results, by its path below the output; of the summary without the output's name.</summary>
    public static SortedDictionary<string, string> Hashes(string output)
    {
        var hashes = new SortedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var file in Directory.EnumerateFiles(output, "*", SearchOption.AllDirectories))
        {
            var name = Path.GetRelativePath(output, file);
            if (name.StartsWith(StagedResult.OwnFolder, StringComparison.Ordinal))
                continue;
            var content =
                name == "summary.json"
                    ? System.Text.Encoding.UTF8.GetBytes(string.Join('\n', File.ReadLines(file).Where(line => !IsOfTheRun(line))))
                    : File.ReadAllBytes(file);
            hashes[name] = Convert.ToHexStringLower(SHA256.HashData(content));
        }
        return hashes;
    }

    /// <summary>How many results are there.</summary>
    public static int Results(string output) =>
        Directory.Exists(output) ? Directory.EnumerateDirectories(output).Count(folder => File.Exists(Path.Combine(folder, "case.json"))) : 0;

    // Where it was written, and how many were complete before.
    private static bool IsOfTheRun(string line) =>
        line.StartsWith("  \"output\":", StringComparison.Ordinal) || line.StartsWith("  \"kept\":", StringComparison.Ordinal);
}

/// <summary>Tables that heavy tests leave in <c>artifacts/archive</c>, where <c>bench/archive</c> shows them.</summary>
internal static class WrittenTable
{
    public static void Write(string name, params IEnumerable<string> lines)
    {
        var folder = Path.Combine(BuildFacts.Repository, "artifacts", "archive");
        Directory.CreateDirectory(folder);
        File.WriteAllLines(Path.Combine(folder, name + ".md"), lines.Append($"Load of the machine at the end: {Load()}."));
    }

    private static string Load() => File.Exists("/proc/loadavg") ? string.Join(' ', File.ReadAllText("/proc/loadavg").Split(' ').Take(3)) : "unknown";
}
