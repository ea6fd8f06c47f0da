using System.Reflection;
using TorchSharp;

namespace DeferredSeg.Libtorch;

/// <summary>What this program was built with: which libtorch, and for which device.</summary>
public static class LibtorchBuild
{
    /// <summary>
    /// For example <c>TorchSharp 0.107.0 over libtorch 2.10.0</c>. Other versions give other last bits, and states of theirs cannot be gone on with.
    /// </summary>
    public static string Version { get; } = $"TorchSharp {Package()} over libtorch {torch.__version__}";

    /// <summary>Why there is no CUDA, and what to do about it, in a sentence or two.</summary>
    public static string WhyNoCuda =>
        IsForCuda
            ? "this program was built for it, but the machine has no NVIDIA GPU that its driver offers (nvidia-smi lists them)."
            : "this program was built for the CPU. Build it with -p:TorchDevice=cuda (TorchDevice=cuda ./deferredseg "
                + "…) on Linux or Windows with an NVIDIA GPU.";

    private static bool IsForCuda =>
        Directory
            .EnumerateFiles(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so", SearchOption.AllDirectories)
            .Any();

    // The assembly's own version has four parts, the package's three; what follows a plus is the commit.
    private static string Package()
    {
        var assembly = typeof(torch).Assembly;
        var named = assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion;
        return named?.Split('+')[0] ?? assembly.GetName().Version!.ToString(3);
    }
}
