using System.Runtime.InteropServices;
using TorchSharp;

namespace DeferredSeg.Libtorch;

/// <summary>TorchSharp's own library and libtorch's.</summary>
internal static class NativeLibraries
{
    /// <summary>The exported name of <c>at::globalContext()</c>.</summary>
    public const string GlobalContext = "_ZN2at13globalContextEv";

    private static string TorchCpu =>
        OperatingSystem.IsWindows() ? "torch_cpu.dll"
        : OperatingSystem.IsMacOS() ? "libtorch_cpu.dylib"
        : "libtorch_cpu.so";

    /// <summary>libtorch_cpu, once <see cref="Load"/> has succeeded; 0 where it is not found.</summary>
    public static nint Cpu { get; private set; }

    /// <summary>Loads them as TorchSharp does.</summary>
    /// <exception cref="LibtorchException">They do not load; the message has the loader's own words.</exception>
    public static void Load()
    {
        try
        {
            using var one = torch.ones(1);
        }
        catch (Exception e)
        {
            throw new LibtorchException(Message(e), e);
        }
        Cpu = NativeLibrary.TryLoad(TorchCpu, typeof(torch).Assembly, null, out var library) ? library : 0;
    }

    private static string Message(Exception failure)
    {
        // TorchSharp speaks of a missing package whatever the reason; the loader knows better.
        var reason = LoaderError() ?? failure.GetBaseException().Message;
        var advice =
            reason.Contains("GLIBCXX_", StringComparison.Ordinal)
                ? "This system's libstdc++ is older than the one that TorchSharp was built with. Build the program on this machine (./deferredseg "
                    + "does), or use a newer system: Debian 13, Ubuntu 24.04, Fedora 38."
            : reason.Contains("GLIBC_", StringComparison.Ordinal) ? "This system's C library is too old. Use a newer system: Debian 12, Ubuntu 22.04, RHEL 9."
            : "It is built for linux-x64, win-x64 and osx-arm64. Build the program on this machine (./deferredseg, or dotnet build -c "
                + "Release), so that the libtorch of its system lies next to it.";
        return $"libtorch could not be loaded: {reason.TrimEnd('.')}. {advice}";
    }

    private static string? LoaderError()
    {
        var name =
            OperatingSystem.IsWindows() ? "LibTorchSharp.dll"
            : OperatingSystem.IsMacOS() ? "libLibTorchSharp.dylib"
            : "libLibTorchSharp.so";
        var folder = Path.GetDirectoryName(typeof(torch).Assembly.Location)!;
        foreach (var path in Directory.Exists(folder) ? Directory.EnumerateFiles(folder, name, SearchOption.AllDirectories) : [])
        {
            try
            {
                NativeLibrary.Free(NativeLibrary.Load(path));
            }
            catch (Exception e) when (e is DllNotFoundException or BadImageFormatException)
            {
                return e.Message.Split('\n')[0].Trim();
            }
        }
        return null;
    }
}
