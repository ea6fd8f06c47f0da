namespace DeferredSeg.Host.Plugins.Unloading;

/// <summary>Proves that a context is gone: a long weak reference to it dies only when nothing can bring it back.</summary>
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
}
