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

/// <summary>One colour component at its own, perhaps smaller, size: whole blocks of 8 x 8 samples.</summary>
internal sealed class JpegComponent(byte id, int horizontal, int vertical, int quantisation)
{
    private const int BlockSize = 64;

    private ushort[]? _steps;
    private short[]? _coefficients;

    public byte Id => id;

    /// <summary>Blocks of a minimum coded unit along a row, 1 to 4.</summary>
    public int Horizontal => horizontal;

    /// <summary>Blocks of a minimum coded unit along a column, 1 to 4.</summary>
    public int Vertical => vertical;

    /// <summary>Samples of a row that belong to the image.</summary>
    public int Width { get; private set; }

    /// <summary>Rows that belong to the image.</summary>
    public int Height { get; private set; }

    /// <summary>Blocks that cover <see cref="Width"/>: a row of a scan of this component alone.</summary>
    public int BlocksAcross => (Width + 7) / 8;

    /// <summary>Blocks that cover <see cref="Height"/>.</summary>
    public int BlocksDown => (Height + 7) / 8;

    /// <summary>Blocks of a row as stored, which fill whole minimum coded units.</summary>
    public int StoredAcross { get; private set; }

    private int StoredDown { get; set; }

    /// <summary>Samples from one row of <see cref="Samples"/> to the next.</summary>
    public int Stride => 8 * StoredAcross;

    /// <summary>The decoded samples, 0 to 255, row by row; empty before <see cref="Allocate"/>.</summary>
    public byte[] Samples { get; private set; } = [];

    /// <summary>How far the coefficients are known.</summary>
    public JpegProgression Progression { get; } = new();

    /// <summary>The last block's DC, which the next one's is coded against.</summary>
    public int Predictor { get; set; }

    /// <summary>Sets the size within an image.</summary>
    public void Fit(JpegFrame frame)
    {
        Width = CeilingOf(frame.Width * horizontal, frame.Horizontal);
        Height = CeilingOf(frame.Height * vertical, frame.Vertical);
        StoredAcross = frame.UnitsAcross * horizontal;
        StoredDown = frame.UnitsDown * vertical;
    }

    /// <summary>Takes the memory that the image needs.</summary>
    /// <param name="keepsCoefficients">Whether blocks come in several scans, so that they can only be transformed at the end.</param>
    public void Allocate(bool keepsCoefficients)
    {
        Samples = new byte[StoredAcross * StoredDown * BlockSize];
        if (keepsCoefficients)
            _coefficients = new short[StoredAcross * StoredDown * BlockSize];
    }

    /// <summary>Takes the quantisation table that stands in its slot when the component's first scan starts; later ones are another image's.</summary>
    public void Latch(JpegTables tables, int offset) => _steps ??= tables.Quantisation(quantisation, offset);

    /// <summary>A block's coefficients, row by row, to be completed by several scans.</summary>
    public Span<short> Coefficients(int row, int column) => _coefficients.AsSpan((row * StoredAcross + column) * BlockSize, BlockSize);

    /// <summary>Turns a block's coefficients into samples.</summary>
    public void Transform(ReadOnlySpan<short> coefficients, int row, int column) =>
        JpegTransform.Inverse(coefficients, _steps, Samples.AsSpan(8 * row * Stride + 8 * column), Stride);

    /// <summary>Turns all kept coefficients into samples and lets them go.</summary>
    public void TransformAll()
    {
        for (int row = 0; row < StoredDown; row++)
        for (int column = 0; column < StoredAcross; column++)
            Transform(Coefficients(row, column), row, column);
        _coefficients = null;
    }

    private static int CeilingOf(int product, int divisor) => (product + divisor - 1) / divisor;
}
