using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using DeferredSeg.Archive.Cluster;

namespace DeferredSeg.Archive.Tests;

/// <summary>Debian's redis-server on a free port of an address of this machine, without a file; gone with the test.</summary>
internal sealed class RedisServer : IDisposable
{
    private readonly Process _process;

    private RedisServer(Process process, string address, int port) => (_process, Text) = (process, FormattableString.Invariant($"redis://{address}:{port}"));

    /// <summary>Its address.</summary>
    public string Text { get; }

    public RedisAddress Address => RedisAddress.Parse(Text)!;

    /// <summary>A port that nobody listens to.</summary>
    public static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    /// <summary>Starts one, or skips the test where it is not installed.</summary>
    public static RedisServer Start(string address = "127.0.0.1")
    {
        var there = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').Any(folder => File.Exists(Path.Combine(folder, "redis-server")));
        Skip.IfNot(there, "redis-server is not there; eng/install-redis.sh installs it");
        var port = FreePort();
        var start = new ProcessStartInfo(
            "redis-server",
            [
                "--port",
                port.ToString(System.Globalization.CultureInfo.InvariantCulture),
                "--bind",
                address,
                "--protected-mode",
                "no",
                "--save",
                "",
                "--appendonly",
                "no",
            ]
        )
        {
            RedirectStandardOutput = true,
        };
        var process = Process.Start(start)!;
        _ = process.StandardOutput.ReadToEndAsync();
        var server = new RedisServer(process, address, port);
        for (var tries = 0; ; tries++)
        {
            try
            {
                using var client = new TcpClient(address, port);
                return server;
            }
            catch (SocketException) when (tries < 100)
            {
                Thread.Sleep(50);
            }
        }
    }

    /// <summary>It is there and answers nobody, as behind a network that is cut.</summary>
    public void Freeze() => Signal("STOP");

    /// <summary>It answers again.</summary>
    public void Thaw() => Signal("CONT");

    private void Signal(string name)
    {
        using var kill = Process.Start("kill", [$"-{name}", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
        kill.WaitForExit();
        Assert.Equal(0, kill.ExitCode);
    }

    public void Dispose()
    {
        _process.Kill();
        _process.WaitForExit();
        _process.Dispose();
    }
}
