namespace DeferredSeg.Formats.Images.Jpeg;

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
