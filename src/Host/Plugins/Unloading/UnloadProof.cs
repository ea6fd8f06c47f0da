using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace DeferredSeg.Host.Plugins.Unloading;

/// <summary>
/// Proves that a context is gone: a long weak reference to it dies only when nothing can bring it back. Where it is not gone, looks for what may
/// hold it: the runtime does not tell; these are the usual holders.
/// </summary>
internal static class UnloadProof
{
    private const int MostCollections = 12;

    /// <summary>Collects until the context is gone, a bounded number of times.</summary>
    public static bool IsGone(WeakReference context)
    {
        for (var i = 0; i < MostCollections && context.IsAlive; i++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }
        return !context.IsAlive;
    }

    /// <summary>The likely holders, in a sentence.</summary>
    /// <param name="context">The context that should be gone.</param>
    /// <param name="plugin">The plugin's id.</param>
    /// <param name="runningCall">A call that has not returned; null where there is none.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static string DescribeHolders(WeakReference context, string plugin, string? runningCall)
    {
        var holders = new List<string>();
        if (runningCall is not null)
            holders.Add($"its call {runningCall} still runs");
        if (context.Target is AssemblyLoadContext alive)
        {
            holders.AddRange(StaticHolders.Of(alive));
            holders.AddRange(FrameworkHolders.Of(alive));
            if (holders.Count == 0)
                holders.AddRange(ThreadHolders.Of(plugin));
        }
        return holders.Count == 0
            ? "Its code is still in memory and none of the usual holders was found; something outside of the plugin keeps an object of it, "
                + "or one of its threads runs."
            : $"Its code is still in memory; likely held by: {string.Join("; ", holders)}.";
    }
}
