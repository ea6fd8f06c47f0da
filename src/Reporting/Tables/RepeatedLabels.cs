namespace DeferredSeg.Reporting.Tables;

/// <summary>Labels that say again what the row above said.</summary>
internal static class RepeatedLabels
{
    /// <summary>How many labels, from the first, are those of the row above; never all, so that no row is without a label.</summary>
    public static int Count(IReadOnlyList<string>? above, IReadOnlyList<string> labels)
    {
        if (above is null)
            return 0;
        var same = 0;
        while (same < labels.Count - 1 && string.Equals(above[same], labels[same], StringComparison.Ordinal))
            same++;
        return same;
    }
}
