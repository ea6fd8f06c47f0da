using System.Runtime.InteropServices;

namespace DeferredSeg.Libtorch;

/// <summary>
/// Switches of libtorch's global context (<c>at::Context</c>) that TorchSharp does not offer, by their exported names on Linux and macOS. On
/// Windows they stay as they are.
/// </summary>
internal static unsafe class Switches
{
    /// <summary>
    /// Turns NNPACK off. It serves convolutions that oneDNN leaves, and where it does not know the processor it says so on standard error at
    /// every one of them.
    /// </summary>
    public static void TurnOffNnpack() => Set("_ZN2at7Context20setUserEnabledNNPACKEb");

    /// <summary>Turns oneDNN off: convolutions are then products of matrices, right and slow.</summary>
    public static void TurnOffOneDnn() => Set("_ZN2at7Context20setUserEnabledMkldnnEb");

    private static void Set(string setter)
    {
        var library = NativeLibraries.Cpu;
        if (
            library == 0
            || !NativeLibrary.TryGetExport(library, NativeLibraries.GlobalContext, out var context)
            || !NativeLibrary.TryGetExport(library, setter, out var set)
        )
            return;
        ((delegate* unmanaged<nint, byte, void>)set)(((delegate* unmanaged<nint>)context)(), 0);
    }
}
