using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Reflection;

namespace DeferredSeg.Server.Tests.Program;

/// <summary>The command <c>serve</c> in a process of its own.</summary>
internal sealed class ServedProgram : IDisposable
{
    private readonly string _study;
    private readonly List<string> _lines = [];
    private Process _process;

    public ServedProgram(string study)
    {
        _study = study;
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        Address = new($"http://127.0.0.1:{((IPEndPoint)probe.LocalEndpoint).Port}");
        probe.Stop();
        _process = Start();
    }

    /// <summary>The program; null where it was not built.</summary>
    public static string? File { get; } =
        typeof(ServedProgram).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(one => one.Key == "Program").Value is { } file
        && System.IO.File.Exists(file)
            ? file
            : null;

    public Uri Address { get; }

    public string Said
    {
        get
        {
            lock (_lines)
                return string.Join('\n', _lines);
        }
    }

    public long Memory =>
        long.Parse(
            System
                .IO.File.ReadLines($"/proc/{_process.Id}/status")
                .First(line => line.StartsWith("VmRSS", StringComparison.Ordinal))
                .Split(' ', StringSplitOptions.RemoveEmptyEntries)[1],
            System.Globalization.CultureInfo.InvariantCulture
        ) * 1024;

    /// <summary>Libraries that the process has loaded.</summary>
    public string Loaded => System.IO.File.ReadAllText($"/proc/{_process.Id}/maps");

    public async Task Ready()
    {
        using var http = new HttpClient();
        for (var tries = 0; ; tries++)
        {
            try
            {
                Assert.Equal("ok\n", await http.GetStringAsync(new Uri(Address, "/health")));
                return;
            }
            catch (HttpRequestException) when (tries < 300 && !_process.HasExited)
            {
                await Task.Delay(100);
            }
        }
    }

    /// <summary>Ends it as a power cut does, and starts it again.</summary>
    public void KillAndStart()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
        _process = Start();
    }

    /// <summary>Asks it to end.</summary>
    /// <returns>Its exit code.</returns>
    public int Stop(string signal)
    {
        using (var kill = Process.Start("kill", [$"-{signal}", $"{_process.Id}"]))
            kill.WaitForExit();
        Assert.True(_process.WaitForExit(30_000), Said);
        return _process.ExitCode;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }

    private Process Start()
    {
        var process = Process.Start(
            new ProcessStartInfo(File!, ["serve", "--study", _study, "--url", Address.AbsoluteUri])
            {
                RedirectStandardOutput = true,
                RedirectStandardError = true,
            }
        )!;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return process;
    }

    private void Keep(string? line)
    {
        lock (_lines)
            if (line is not null)
                _lines.Add(line);
    }
}
