using System.Runtime.InteropServices;

namespace DeferredSeg.Libtorch;

/// <summary>
/// glibc's allocator, which gives every large tensor back to the kernel when it is freed and has its pages cleared again for the next one,
/// unless told otherwise. Elsewhere there is nothing to set.
/// </summary>
internal static class Allocator
{
    private const int TrimThreshold = -1;
    private const int TopPad = -2;
    private const int MmapMax = -4;

    /// <summary>Keeps what is freed for the next tensor. What the environment says (<c>MALLOC_MMAP_MAX_</c> and so on) goes before.</summary>
    public static void KeepFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        Set(MmapMax, "MALLOC_MMAP_MAX_", 0);
        Set(TrimThreshold, "MALLOC_TRIM_THRESHOLD_", int.MaxValue);
        Set(TopPad, "MALLOC_TOP_PAD_", 64 << 20);
    }

    /// <summary>Gives all that is free back to the kernel.</summary>
    public static void ReturnFreedMemory()
    {
        if (!OperatingSystem.IsLinux())
            return;
        try
        {
            _ = malloc_trim(0);
        }
        catch (EntryPointNotFoundException)
        {
            // Another libc than glibc.
        }
    }

    private static void Set(int parameter, string variable, int value)
    {
        if (Environment.GetEnvironmentVariable(variable) is not null)
            return;
        try
        {
            _ = mallopt(parameter, value);
        }
        catch (EntryPointNotFoundException)
        {
            // Another libc than glibc.
        }
    }

    [DllImport("libc")]
    private static extern int mallopt(int parameter, int value);

    [DllImport("libc")]
    private static extern int malloc_trim(nuint kept);
}
