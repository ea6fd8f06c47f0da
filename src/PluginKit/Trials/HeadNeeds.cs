namespace DeferredSeg.PluginKit.Trials;

/// <summary>Whether a head must be offered native routing: it is made with it first, and without where it does not need it.</summary>
internal static class HeadNeeds
{
    public static bool NativeRouting(ConformanceSubject subject)
    {
        using var head = new HeadTrial(subject, experts: 1, nativeRouting: true);
        return head.Description.NeedsNativeRouting;
    }
}
