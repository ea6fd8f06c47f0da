using System.Reflection;
using TorchSharp;

namespace DeferredSeg.Libtorch;

/// <summary>What computes in this process. Other versions give other last bits, and states of theirs cannot be gone on with.</summary>
public static class LibtorchVersion
{
    /// <summary>For example <c>TorchSharp 0.107.0 over libtorch 2.10.0</c>.</summary>
    public static string Text { get; } = $"TorchSharp {Package()} over libtorch {torch.__version__}";

    // The assembly's own version has four parts, the package's three; what follows a plus is the commit.
    private static string Package() =>
        typeof(torch).Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0] ?? typeof(torch).Assembly.GetName().Version!.ToString(3);
}
