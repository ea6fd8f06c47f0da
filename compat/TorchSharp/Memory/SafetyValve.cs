using TorchSharp.Interop;

namespace TorchSharp;

/// <summary>
/// Collects forgotten tensors. The garbage collector sees wrappers of a few bytes, not the graphs behind them, so a leak of
/// two wrappers a step can fill the machine without one collection. Dispose scopes are the contract; this is for what slips
/// through.
/// </summary>
internal static class SafetyValve
{
    private const long Smallest = 1L << 30;
    private static long _threshold = Smallest;
    private static long _collections;

    /// <summary>How often live memory passed the threshold.</summary>
    public static long Collections => Interlocked.Read(ref _collections);

    public static void Check()
    {
        if (Native.shim_memory_live() > Interlocked.Read(ref _threshold)) Collect();
    }

    // What survives a collection is in use: the next one waits until memory has doubled, so a big model costs a handful.
    private static void Collect()
    {
        Interlocked.Increment(ref _collections);
        Interlocked.Exchange(ref _threshold, long.MaxValue);
        GC.Collect();
        GC.WaitForPendingFinalizers();
        Interlocked.Exchange(ref _threshold, Math.Max(Smallest, 2 * Native.shim_memory_live()));
    }
}
