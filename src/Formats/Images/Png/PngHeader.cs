using System.Buffers.Binary;

namespace DeferredSeg.Formats.Images.Png;

/// <summary>The chunk IHDR: the form of the stored samples.</summary>
internal sealed record PngHeader(int Width, int Height, int BitDepth, PngColour Colour, bool Interlaced)
{
    private const int Length = 13;

    /// <summary>Samples a pixel as stored; an index into the palette is one.</summary>
    public int Channels =>
        Colour switch
        {
            PngColour.Rgb => 3,
            PngColour.GreyAlpha => 2,
            PngColour.Rgba => 4,
            _ => 1,
        };

    /// <summary>How many bytes back the filters look: those of a whole pixel, at least 1.</summary>
    public int FilterStep => Math.Max(1, Channels * BitDepth / 8);

    /// <summary>The parts in which the rows come.</summary>
    public IReadOnlyList<PngPass> Passes => Interlaced ? PngPass.Adam7 : PngPass.Whole;

    /// <summary>All the bytes that inflating must give: each row with its filter's number before it.</summary>
    public Int128 InflatedLength
    {
        get
        {
            Int128 length = 0;
            foreach (PngPass pass in Passes)
            {
                if (pass.Columns(Width) > 0)
                    length += (Int128)pass.Rows(Height) * (1 + RowLength(pass.Columns(Width)));
            }

            return length;
        }
    }

    /// <summary>The bytes of a row of so many pixels, without its filter's number.</summary>
    public long RowLength(int columns) => ((long)columns * Channels * BitDepth + 7) / 8;

    public static PngHeader Read(PngChunkReader chunks)
    {
        if (chunks.Next() is not { Type: PngChunk.Header, Length: Length })
            throw chunks.RefuseChunk(
                $"a chunk {chunks.Current.Type} of {chunks.Current.Length} bytes",
                $"{PngChunk.Header} of {Length} bytes as the first chunk"
            );
        byte[] content = chunks.ReadAll();
        uint width = BinaryPrimitives.ReadUInt32BigEndian(content);
        uint height = BinaryPrimitives.ReadUInt32BigEndian(content.AsSpan(4));
        if (width is 0 or > int.MaxValue || height is 0 or > int.MaxValue)
            throw chunks.RefuseChunk($"an image of {height} x {width} pixels", "height and width from 1 to 2^31 - 1");
        (int depth, PngColour colour) = (content[8], (PngColour)content[9]);
        if (!IsLegal(depth, colour))
            throw chunks.RefuseChunk(
                $"{depth} bits a sample with colour type {(int)colour}",
                "grey (0) of 1, 2, 4, 8 or 16 bits, palette (3) of 1, 2, 4 or 8, RGB (2), grey with alpha (4) or RGBA (6) of 8 or 16"
            );
        if (content[10] != 0 || content[11] != 0 || content[12] > 1)
            throw chunks.RefuseChunk(
                $"compression {content[10]}, filter {content[11]} and interlace {content[12]}",
                "compression 0, filter 0 and interlace 0 or 1"
            );
        return new((int)width, (int)height, depth, colour, content[12] == 1);
    }

    private static bool IsLegal(int depth, PngColour colour) =>
        colour switch
        {
            PngColour.Grey => depth is 1 or 2 or 4 or 8 or 16,
            PngColour.Palette => depth is 1 or 2 or 4 or 8,
            PngColour.Rgb or PngColour.GreyAlpha or PngColour.Rgba => depth is 8 or 16,
            _ => false,
        };
}

/// <summary>PNG's colour types, by the numbers in the file.</summary>
internal enum PngColour
{
    Grey = 0,
    Rgb = 2,
    Palette = 3,
    GreyAlpha = 4,
    Rgba = 6,
}

/// <summary>A part of an image that is stored as an image of its own: every StepX-th column from Left, every StepY-th row from Top.</summary>
internal sealed record PngPass(int Left, int Top, int StepX, int StepY)
{
    /// <summary>An image that is not interlaced.</summary>
    public static IReadOnlyList<PngPass> Whole { get; } = [new(0, 0, 1, 1)];

    /// <summary>The seven passes of Adam7 (PNG specification, clause 8.2).</summary>
    public static IReadOnlyList<PngPass> Adam7 { get; } =
    [new(0, 0, 8, 8), new(4, 0, 8, 8), new(0, 4, 4, 8), new(2, 0, 4, 4), new(0, 2, 2, 4), new(1, 0, 2, 2), new(0, 1, 1, 2)];

    /// <summary>Columns of this pass in an image so wide; 0 where it has none.</summary>
    public int Columns(int width) => width <= Left ? 0 : (width - Left - 1) / StepX + 1;

    /// <summary>Rows of this pass in an image so high; 0 where it has none.</summary>
    public int Rows(int height) => height <= Top ? 0 : (height - Top - 1) / StepY + 1;
}
