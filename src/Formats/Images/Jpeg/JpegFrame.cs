using System.Buffers.Binary;

namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>The frame header (T.81, B.2.2): the image's size and its components.</summary>
internal sealed class JpegFrame
{
    private const string Convert = "save it as baseline or progressive JPEG of 8 bits, or as PNG";

    private JpegFrame(JpegReader reader, JpegSegment segment)
    {
        ReadOnlySpan<byte> content = segment.Content;
        Offset = segment.Offset;
        IsProgressive = segment.Marker == JpegMarker.Progressive;
        if (content.Length < 6 || content.Length != 6 + 3 * content[5])
            throw reader.Refuse(Offset, $"{JpegMarker.Name(segment.Marker)} of {content.Length} bytes", "6 and another 3 for each component");
        if (content[0] != 8)
            throw reader.Refuse(Offset, $"{content[0]} bits a sample", "8", Convert);
        Height = BinaryPrimitives.ReadUInt16BigEndian(content[1..]);
        Width = BinaryPrimitives.ReadUInt16BigEndian(content[3..]);
        if (Height == 0 || Width == 0)
            throw reader.Refuse(
                Offset + 1,
                $"an image of {Height} x {Width} pixels",
                "height and width from 1 to 65535 (a height that follows the image, DNL, is not read)"
            );
        Components = new JpegComponent[content[5]];
        for (int i = 0; i < Components.Length; i++)
            Components[i] = Component(reader, content.Slice(6 + 3 * i, 3), Offset + 6 + 3 * i);
        if (Components.Length is not (1 or 3))
            throw reader.Refuse(
                Offset + 5,
                Components.Length == 4 ? "four components (CMYK or YCCK)" : $"{Components.Length} components",
                "one (grey) or three (YCbCr or RGB)",
                "save it as an RGB image"
            );
        if (Components.DistinctBy(component => component.Id).Count() < Components.Length)
            throw reader.Refuse(Offset + 6, "two components with the same number", "numbers that differ");
        Horizontal = Components.Max(component => component.Horizontal);
        Vertical = Components.Max(component => component.Vertical);
        if (Components.Any(component => Horizontal % component.Horizontal != 0 || Vertical % component.Vertical != 0))
            throw reader.Refuse(
                Offset + 6,
                $"sampling factors {string.Join(", ", Components.Select(component => $"{component.Horizontal}x{component.Vertical}"))}",
                "components that are enlarged by whole numbers",
                Convert
            );
        UnitsAcross = (Width + 8 * Horizontal - 1) / (8 * Horizontal);
        UnitsDown = (Height + 8 * Vertical - 1) / (8 * Vertical);
        foreach (JpegComponent component in Components)
            component.Fit(this);
    }

    /// <summary>Where the header starts in the file.</summary>
    public int Offset { get; }

    /// <summary>Whether the coefficients come in several scans.</summary>
    public bool IsProgressive { get; }

    public int Height { get; }

    public int Width { get; }

    public JpegComponent[] Components { get; }

    /// <summary>The largest horizontal sampling factor.</summary>
    public int Horizontal { get; }

    /// <summary>The largest vertical sampling factor.</summary>
    public int Vertical { get; }

    /// <summary>Minimum coded units of a row, where all components share a scan.</summary>
    public int UnitsAcross { get; }

    /// <summary>Rows of minimum coded units.</summary>
    public int UnitsDown { get; }

    public static JpegFrame Read(JpegReader reader, JpegSegment segment) =>
        segment.Marker switch
        {
            JpegMarker.Baseline or JpegMarker.Extended or JpegMarker.Progressive => new(reader, segment),
            _ => throw reader.Refuse(
                segment.Offset - 4,
                $"an image in {Process(segment.Marker)} ({JpegMarker.Name(segment.Marker)})",
                "baseline, extended sequential or progressive with Huffman coding",
                Convert
            ),
        };

    private static JpegComponent Component(JpegReader reader, ReadOnlySpan<byte> content, int offset)
    {
        (int horizontal, int vertical, int quantisation) = (content[1] >> 4, content[1] & 15, content[2]);
        if (horizontal is < 1 or > 4 || vertical is < 1 or > 4 || quantisation > 3)
            throw reader.Refuse(
                offset,
                $"a component with sampling {horizontal}x{vertical} and quantisation table {quantisation}",
                "sampling from 1 to 4 and a table from 0 to 3"
            );
        return new(content[0], horizontal, vertical, quantisation);
    }

    private static string Process(byte marker) =>
        marker switch
        {
            0xC3 => "lossless mode",
            0xC5 or 0xC6 or 0xC7 => "hierarchical mode",
            0xC9 or 0xCA => "arithmetic coding",
            0xCB => "lossless mode with arithmetic coding",
            _ => "hierarchical mode with arithmetic coding",
        };
}
