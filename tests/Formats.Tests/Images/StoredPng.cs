using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;

namespace DeferredSeg.Formats.Tests.Images;

/// <summary>
/// PNG files built by hand, by the letter of the specification and without the product's code: any colour type, depth,
/// interlacing and filters.
/// </summary>
/// <param name="Width">Columns.</param>
/// <param name="Height">Rows.</param>
/// <param name="Depth">Bits a stored sample.</param>
/// <param name="Colour">0 grey, 2 RGB, 3 palette, 4 grey and alpha, 6 RGBA.</param>
/// <param name="Sample">The stored sample at row, column and channel.</param>
internal sealed record StoredPng(int Width, int Height, int Depth, int Colour, Func<int, int, int, int> Sample)
{
    public static readonly byte[] Signature = [0x89, 0x50, 0x4E, 0x47, 0x0D, 0x0A, 0x1A, 0x0A];

    public bool Interlaced { get; init; }

    /// <summary>The filter of the n-th stored row.</summary>
    public Func<int, int> Filter { get; init; } = _ => 0;

    /// <summary>Chunks between the header and the image data.</summary>
    public byte[][] Before { get; init; } = [];

    public int Channels =>
        Colour switch
        {
            2 => 3,
            4 => 2,
            6 => 4,
            _ => 1,
        };

    public byte[] File() => Of([Header(), .. Before, Chunk("IDAT", Deflated(Rows())), Chunk("IEND", [])]);

    public byte[] Header()
    {
        byte[] content = new byte[13];
        BinaryPrimitives.WriteInt32BigEndian(content, Width);
        BinaryPrimitives.WriteInt32BigEndian(content.AsSpan(4), Height);
        content[8] = (byte)Depth;
        content[9] = (byte)Colour;
        content[12] = (byte)(Interlaced ? 1 : 0);
        return Chunk("IHDR", content);
    }

    /// <summary>The filtered rows before deflating.</summary>
    public byte[] Rows()
    {
        (int X, int Y, int Dx, int Dy)[] passes = Interlaced
            ? [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
            : [(0, 0, 1, 1)];
        List<byte> rows = [];
        int stored = 0;
        foreach ((int left, int top, int dx, int dy) in passes)
        {
            byte[]? above = null;
            for (int y = top; y < Height && left < Width; y += dy)
            {
                byte[] row = Packed(y, left, dx);
                int filter = Filter(stored++);
                rows.Add((byte)filter);
                rows.AddRange(Filtered(filter, row, above ?? new byte[row.Length]));
                above = row;
            }
        }

        return [.. rows];
    }

    public static byte[] Of(params byte[][] chunks) => [.. Signature, .. chunks.SelectMany(chunk => chunk)];

    public static byte[] Chunk(string type, byte[] content)
    {
        byte[] chunk = [0, 0, 0, 0, .. Encoding.Latin1.GetBytes(type), .. content, 0, 0, 0, 0];
        BinaryPrimitives.WriteInt32BigEndian(chunk, content.Length);
        BinaryPrimitives.WriteUInt32BigEndian(chunk.AsSpan(chunk.Length - 4), Crc(chunk.AsSpan(4, chunk.Length - 8)));
        return chunk;
    }

    public static byte[] Deflated(byte[] bytes)
    {
        using MemoryStream deflated = new();
        using (ZLibStream zlib = new(deflated, CompressionLevel.Fastest))
            zlib.Write(bytes);
        return deflated.ToArray();
    }

    /// <summary>Bit by bit, without a table.</summary>
    private static uint Crc(ReadOnlySpan<byte> bytes)
    {
        uint crc = uint.MaxValue;
        foreach (byte value in bytes)
        {
            crc ^= value;
            for (int bit = 0; bit < 8; bit++)
                crc = (crc & 1) != 0 ? 0xEDB88320 ^ (crc >> 1) : crc >> 1;
        }

        return ~crc;
    }

    private byte[] Packed(int y, int left, int dx)
    {
        StringBuilder bits = new();
        for (int x = left; x < Width; x += dx)
        for (int channel = 0; channel < Channels; channel++)
            bits.Append(Convert.ToString(Sample(y, x, channel), 2).PadLeft(Depth, '0'));
        while (bits.Length % 8 != 0)
            bits.Append('1');
        return [.. bits.ToString().Chunk(8).Select(eight => Convert.ToByte(new string(eight), 2))];
    }

    private byte[] Filtered(int filter, byte[] row, byte[] above)
    {
        int step = Math.Max(1, Depth * Channels / 8);
        byte[] filtered = new byte[row.Length];
        for (int i = 0; i < row.Length; i++)
        {
            int a = i >= step ? row[i - step] : 0,
                b = above[i],
                c = i >= step ? above[i - step] : 0,
                p = a + b - c;
            int pa = Math.Abs(p - a),
                pb = Math.Abs(p - b),
                pc = Math.Abs(p - c);
            int paeth =
                pa <= pb && pa <= pc ? a
                : pb <= pc ? b
                : c;
            filtered[i] = (byte)(
                row[i]
                - filter switch
                {
                    1 => a,
                    2 => b,
                    3 => (a + b) / 2,
                    4 => paeth,
                    _ => 0,
                }
            );
        }

        return filtered;
    }
}
