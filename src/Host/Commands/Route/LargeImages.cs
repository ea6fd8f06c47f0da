using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Host.Commands.Route;

/// <summary>
/// Memory between the steps of routing. What is freed is kept otherwise, since small images come one after the other; what a step of a large one leaves
/// behind is as much as the next one needs, in pieces that do not fit it.
/// </summary>
internal static class LargeImages
{
    private const int LargestKept = 1 << 20;

    /// <summary>Gives back what was freed, where an image has more than 1024 by 1024 pixels.</summary>
    /// <param name="grid">Its pixels.</param>
    public static void GiveBack(Grid grid)
    {
        if (grid.Count <= LargestKept)
            return;
        GC.Collect();
        LibtorchProcess.ReturnFreedMemory();
    }
}
