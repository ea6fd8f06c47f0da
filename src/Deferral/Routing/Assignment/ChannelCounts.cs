namespace DeferredSeg.Deferral.Routing.Assignment;

/// <summary>How many pixels each channel has.</summary>
internal static class ChannelCounts
{
    public static int[] Of(long[] channels, int count)
    {
        var counts = new int[count];
        foreach (var channel in channels)
            counts[channel]++;
        return counts;
    }
}
