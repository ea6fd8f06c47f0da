using TorchSharp;

namespace DeferredSeg.Libtorch;

/// <summary>Where this program's libtorch can compute.</summary>
public static class LibtorchDevice
{
    /// <summary>Why there is no CUDA, and what to do about it, in a sentence or two.</summary>
    public static string WhyNoCuda => IsBuiltForCuda
        ? "this program was built for it, but the machine has no NVIDIA GPU that its driver offers (nvidia-smi lists them)."
        : "this program was built for the CPU. Build it with -p:TorchDevice=cuda (TorchDevice=cuda ./deferredseg …) on Linux or Windows with an NVIDIA GPU.";

    private static bool IsBuiltForCuda =>
        Directory.EnumerateFiles(AppContext.BaseDirectory, OperatingSystem.IsWindows() ? "torch_cuda.dll" : "libtorch_cuda.so", SearchOption.AllDirectories).Any();
}
