using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using System.Text;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Libtorch;

/// <summary>
/// Virtual machines on AMD processors that hide the caches (CPUID leaf 0x8000001D is all zero). libtorch's oneDNN 3.7 then takes each cache to
/// be one byte large, and its convolutions for AVX, AVX2 and AVX-512 give wrong numbers without a word; those for SSE4.1 are right and slow.
/// </summary>
internal static class HiddenCaches
{
    private const int LargestExtendedLeaf = unchecked((int)0x80000000);
    private const int FirstLevelCache = unchecked((int)0x80000005);
    private const int SecondLevelCache = unchecked((int)0x80000006);
    private const int CacheProperties = unchecked((int)0x8000001D);
    private const int CacheType = 0x1f;
    private const string Limit = "ONEDNN_MAX_CPU_ISA";
    private const double Tolerance = 1e-3;

    /// <summary>Whether this is such a machine.</summary>
    public static bool AreHere { get; } = X86Base.IsSupported && IsAmd() && Hides();

    /// <summary>
    /// Tells oneDNN the sizes, and where it cannot be told keeps it to SSE4.1. Convolutions are compared with plain ones afterwards; if they are
    /// wrong still, oneDNN is turned off. To be called once libtorch is there and before its first convolution.
    /// </summary>
    /// <exception cref="LibtorchException">Convolutions are wrong whatever is done.</exception>
    public static void Mend()
    {
        if (!AreHere || Environment.GetEnvironmentVariable(Limit) is not null)
            return;
        using var scope = NewDisposeScope();
        using var frozen = no_grad();
        if (OneDnnProcessor.Find() is { } processor)
        {
            // The first convolution has oneDNN look at the processor. No network has one like it, whose wrong form would be kept.
            _ = Convolve(zeros(2, 5, 3, 47), zeros(7, 5, 3, 3));
            processor.Tell(KiB(FirstLevelCache, 24, 0xff), KiB(SecondLevelCache, 16, 0xffff));
        }
        else
        {
            NativeEnvironment.Default(Limit, "SSE41");
        }
        if (IsRight())
            return;
        Switches.TurnOffOneDnn();
        if (IsRight())
            return;
        throw new LibtorchException(
            $"libtorch computes wrong convolutions on this machine, whose processor hides its caches. Set {Limit}=SSE41 "
                + "in the environment before the program starts."
        );
    }

    // Several blocks of channels, the last one not full, and the smallest transposed one: each is wrong with caches of one byte.
    private static bool IsRight()
    {
        var (maps, weights) = (Wave(1, 24, 32, 32), Wave(5, 24, 3, 3));
        var (point, spread) = (Wave(2, 4, 1, 1), Wave(4, 1, 2, 2));
        return IsNear(Convolve(maps, weights), Convolve(maps.@double(), weights.@double()))
            && IsNear(
                nn.functional.conv_transpose2d(point, spread, strides: [2, 2]),
                nn.functional.conv_transpose2d(point.@double(), spread.@double(), strides: [2, 2])
            );
    }

    private static Tensor Convolve(Tensor maps, Tensor weights) => nn.functional.conv2d(maps, weights, padding: [1, 1]);

    private static Tensor Wave(params long[] shape) =>
        arange(shape.Aggregate((product, size) => product * size), dtype: ScalarType.Float32).mul(0.7).sin().view(shape);

    private static bool IsNear(Tensor actual, Tensor expected) => actual.@double().sub(expected).abs().max().ToDouble() <= Tolerance;

    private static bool IsAmd()
    {
        var (_, b, c, d) = X86Base.CpuId(0, 0);
        return Encoding.ASCII.GetString(MemoryMarshal.AsBytes<int>([b, d, c])) is "AuthenticAMD" or "HygonGenuine";
    }

    private static bool Hides() =>
        (uint)X86Base.CpuId(LargestExtendedLeaf, 0).Eax >= unchecked((uint)CacheProperties) && (X86Base.CpuId(CacheProperties, 0).Eax & CacheType) == 0;

    // The older leaves, which such machines still fill.
    private static uint KiB(int leaf, int shift, uint mask) => ((uint)X86Base.CpuId(leaf, 0).Ecx >> shift & mask) << 10;
}
