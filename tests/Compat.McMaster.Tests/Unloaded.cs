using System.Runtime.CompilerServices;
using System.Runtime.Loader;

namespace Compat.McMaster.Tests;

/// <summary>Proof that a context is gone. A short weak reference looks dead too early, so these track resurrection.</summary>
internal static class Unloaded
{
    /// <summary>Whether the context dies within a few collections.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static bool Soon(WeakReference context)
    {
        for (var attempt = 0; context.IsAlive && attempt < 20; attempt++)
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
        }

        return !context.IsAlive;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    public static WeakReference Track(AssemblyLoadContext context) => new(context, trackResurrection: true);
}
