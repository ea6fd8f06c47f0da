namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>
/// How far the 64 coefficients of a component's blocks are known (T.81, G.1.1.1). Each bit of each coefficient comes once, so that
/// no file can ask for more passes over the blocks than these.
/// </summary>
internal sealed class JpegProgression
{
    private const sbyte Unknown = -1;
    private const int LargestShift = 13;

    /// <summary>The lowest bit that is known, by place along the diagonals.</summary>
    private readonly sbyte[] _lowestBits = [.. Enumerable.Repeat(Unknown, 64)];

    /// <summary>Whether no scan had this component.</summary>
    public bool IsEmpty => Array.TrueForAll(_lowestBits, bit => bit == Unknown);

    /// <summary>The first coefficient that is not known to its last bit, or null.</summary>
    public int? FirstIncomplete => Array.FindIndex(_lowestBits, bit => bit != 0) is >= 0 and int index ? index : null;

    /// <summary>Notes a scan; false where it does not go on from what is known.</summary>
    public bool TryAdvance(JpegScan scan)
    {
        if (scan.First > 0 && _lowestBits[0] == Unknown || scan.Shift > LargestShift)
            return false;
        int expected = scan.IsRefinement ? scan.Shift + 1 : Unknown;
        for (int i = scan.First; i <= scan.Last; i++)
            if (_lowestBits[i] != expected)
                return false;
        _lowestBits.AsSpan(scan.First, scan.Last - scan.First + 1).Fill((sbyte)scan.Shift);
        return true;
    }
}
