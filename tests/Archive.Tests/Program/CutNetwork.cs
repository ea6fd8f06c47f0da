using System.Diagnostics;

namespace DeferredSeg.Archive.Tests.Program;

/// <summary>A network namespace with one cable to this machine, which can be pulled: what is sent then is lost, and nobody is told.</summary>
internal sealed class CutNetwork : IDisposable
{
    private readonly string _cable;

    private CutNetwork(string name, string cable, string here, string there) => (Name, _cable, Here, There) = (name, cable, here, there);

    /// <summary>The namespace's name.</summary>
    public string Name { get; }

    /// <summary>This machine's address on the cable.</summary>
    public string Here { get; }

    /// <summary>The address at its other end.</summary>
    public string There { get; }

    /// <summary>Makes one, or skips the test where that is not permitted.</summary>
    public static CutNetwork Make()
    {
        var id = Environment.ProcessId % 10000;
        var (name, cable) = (FormattableString.Invariant($"deferredseg-{id}"), FormattableString.Invariant($"ds{id}"));
        var network = new CutNetwork(name, cable, FormattableString.Invariant($"10.213.{id % 250}.1"), FormattableString.Invariant($"10.213.{id % 250}.2"));
        Skip.IfNot(Ip("netns", "add", name), "network namespaces cannot be made here: that wants ip and the rights of root");
        try
        {
            Assert.True(Ip("link", "add", cable + "a", "type", "veth", "peer", "name", cable + "b", "netns", name));
            Assert.True(Ip("addr", "add", network.Here + "/24", "dev", cable + "a"));
            Assert.True(Ip("link", "set", cable + "a", "up"));
            Assert.True(Ip("-n", name, "addr", "add", network.There + "/24", "dev", cable + "b"));
            Assert.True(Ip("-n", name, "link", "set", "lo", "up"));
            network.Heal();
            return network;
        }
        catch
        {
            network.Dispose();
            throw;
        }
    }

    /// <summary>Pulls the cable.</summary>
    public void Cut() => Assert.True(Ip("-n", Name, "link", "set", _cable + "b", "down"));

    /// <summary>Plugs it in.</summary>
    public void Heal() => Assert.True(Ip("-n", Name, "link", "set", _cable + "b", "up"));

    public void Dispose() => Ip("netns", "delete", Name);

    private static bool Ip(params string[] words)
    {
        try
        {
            using var process = Process.Start(new ProcessStartInfo("ip", words) { RedirectStandardError = true })!;
            process.WaitForExit();
            return process.ExitCode == 0;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            return false;
        }
    }
}
