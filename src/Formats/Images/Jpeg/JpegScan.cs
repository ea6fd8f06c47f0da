namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>The scan header (T.81, B.2.3): which components the data that follow hold, and which part of their coefficients.</summary>
internal sealed class JpegScan
{
    /// <summary>The most blocks that a minimum coded unit of several components may have.</summary>
    private const int LargestUnit = 10;

    private JpegScan(JpegScanComponent[] components, int first, int last, bool isRefinement, int shift)
    {
        Components = components;
        First = first;
        Last = last;
        IsRefinement = isRefinement;
        Shift = shift;
    }

    public JpegScanComponent[] Components { get; }

    /// <summary>The first coefficient along the diagonals; 0 is DC.</summary>
    public int First { get; }

    /// <summary>The last coefficient.</summary>
    public int Last { get; }

    /// <summary>Whether the scan adds one bit to coefficients that are known without it.</summary>
    public bool IsRefinement { get; }

    /// <summary>The lowest bit that the scan gives.</summary>
    public int Shift { get; }

    /// <summary>Reads the header, and notes with the components what the scan will bring.</summary>
    public static JpegScan Read(JpegReader reader, JpegSegment segment, JpegFrame frame, JpegTables tables)
    {
        ReadOnlySpan<byte> content = segment.Content;
        int count = content.IsEmpty ? 0 : content[0];
        if (count < 1 || count > frame.Components.Length || content.Length != 4 + 2 * count)
            throw reader.Refuse(
                segment.Offset,
                $"SOS of {content.Length} bytes for {count} components",
                $"1 to {frame.Components.Length} components, and 4 bytes and another 2 for each"
            );
        ReadOnlySpan<byte> range = content[(1 + 2 * count)..];
        (int first, int last, int high, int low) = frame.IsProgressive ? (range[0], range[1], range[2] >> 4, range[2] & 15) : (0, 63, 0, 0);
        if (last > 63 || first > last || first == 0 && frame.IsProgressive && last > 0 || first > 0 && count > 1 || high > 0 && high != low + 1)
            throw reader.Refuse(
                segment.Offset + 1 + 2 * count,
                $"a progressive scan of {count} components with coefficients {first} to {last} and bits {high} to {low}",
                "DC (0 to 0), or a range within 1 to 63 of one component, and one bit a refinement"
            );
        JpegScanComponent[] components = new JpegScanComponent[count];
        JpegScan scan = new(components, first, last, high > 0, low);
        for (int i = 0; i < count; i++)
        {
            int offset = segment.Offset + 1 + 2 * i;
            byte id = content[1 + 2 * i];
            JpegComponent component =
                Array.Find(frame.Components, one => one.Id == id)
                ?? throw reader.Refuse(offset, $"a scan of component {id}", $"one of {string.Join(", ", frame.Components.Select(one => one.Id))}");
            if (!component.Progression.TryAdvance(scan))
                throw reader.Refuse(
                    offset,
                    $"a scan of component {component.Id} with coefficients {first} to {last} down to bit {low}, which repeats or leaves out a part",
                    "each bit of each coefficient once, DC and the high bits first"
                );
            component.Latch(tables, offset);
            components[i] = Tables(reader, component, content[2 + 2 * i], scan, tables, offset);
        }

        if (count > 1 && components.Sum(one => one.Component.Horizontal * one.Component.Vertical) > LargestUnit)
            throw reader.Refuse(
                segment.Offset,
                $"a scan with {components.Sum(one => one.Component.Horizontal * one.Component.Vertical)} blocks a unit",
                $"at most {LargestUnit}"
            );
        return scan;
    }

    /// <summary>Only tables that the scan uses need be there.</summary>
    private static JpegScanComponent Tables(JpegReader reader, JpegComponent component, byte slots, JpegScan scan, JpegTables tables, int offset)
    {
        (int dc, int ac) = (slots >> 4, slots & 15);
        if (dc > 3 || ac > 3)
            throw reader.Refuse(offset + 1, $"Huffman tables {dc} and {ac}", "0 to 3");
        return new(component, scan.First == 0 && !scan.IsRefinement ? tables.Dc(dc, offset) : null, scan.Last > 0 ? tables.Ac(ac, offset) : null);
    }
}

/// <summary>A component of a scan with the Huffman tables that it uses there; null where the scan needs none.</summary>
internal sealed record JpegScanComponent(JpegComponent Component, JpegHuffmanTable? Dc, JpegHuffmanTable? Ac);

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
