using System.Buffers.Binary;

namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>The tables that scans refer to, as they are at the present place of the file; a later table replaces an earlier one.</summary>
internal sealed class JpegTables(JpegReader reader)
{
    private const int Slots = 4;

    private readonly ushort[]?[] _quantisation = new ushort[]?[Slots];
    private readonly JpegHuffmanTable?[] _dc = new JpegHuffmanTable?[Slots];
    private readonly JpegHuffmanTable?[] _ac = new JpegHuffmanTable?[Slots];

    /// <summary>From the order of the file (along the diagonals) to that of rows.</summary>
    public static ReadOnlySpan<byte> Zigzag =>
        [
            0,
            1,
            8,
            16,
            9,
            2,
            3,
            10,
            17,
            24,
            32,
            25,
            18,
            11,
            4,
            5,
            12,
            19,
            26,
            33,
            40,
            48,
            41,
            34,
            27,
            20,
            13,
            6,
            7,
            14,
            21,
            28,
            35,
            42,
            49,
            56,
            57,
            50,
            43,
            36,
            29,
            22,
            15,
            23,
            30,
            37,
            44,
            51,
            58,
            59,
            52,
            45,
            38,
            31,
            39,
            46,
            53,
            60,
            61,
            54,
            47,
            55,
            62,
            63,
        ];

    /// <summary>Minimum coded units between restarts; 0 where there are none.</summary>
    public int RestartInterval { get; private set; }

    /// <summary>The 64 steps of a quantisation table, row by row.</summary>
    public ushort[] Quantisation(int slot, int offset) => _quantisation[slot] ?? throw Missing("quantisation table", slot, offset);

    public JpegHuffmanTable Dc(int slot, int offset) => _dc[slot] ?? throw Missing("Huffman table for DC", slot, offset);

    public JpegHuffmanTable Ac(int slot, int offset) => _ac[slot] ?? throw Missing("Huffman table for AC", slot, offset);

    public void ReadQuantisation(JpegSegment segment)
    {
        ReadOnlySpan<byte> content = segment.Content;
        for (int at = 0; at < content.Length; )
        {
            (int bytes, int slot) = (1 + (content[at] >> 4), content[at] & 15);
            if (bytes > 2 || slot >= Slots)
                throw reader.Refuse(segment.Offset + at, $"a quantisation table of precision {bytes - 1} for slot {slot}", "precision 0 or 1 and slot 0 to 3");
            at++;
            Require(segment, at, 64 * bytes, "a quantisation table");
            ushort[] table = new ushort[64];
            for (int i = 0; i < 64; i++, at += bytes)
                table[Zigzag[i]] = bytes == 1 ? content[at] : BinaryPrimitives.ReadUInt16BigEndian(content[at..]);
            _quantisation[slot] = table;
        }
    }

    public void ReadHuffman(JpegSegment segment)
    {
        ReadOnlySpan<byte> content = segment.Content;
        for (int at = 0; at < content.Length; )
        {
            (int kind, int slot) = (content[at] >> 4, content[at] & 15);
            if (kind > 1 || slot >= Slots)
                throw reader.Refuse(segment.Offset + at, $"a Huffman table of class {kind} for slot {slot}", "class 0 or 1 and slot 0 to 3");
            Require(segment, at + 1, JpegHuffmanTable.LongestCode, "a Huffman table's counts");
            ReadOnlySpan<byte> counts = content.Slice(at + 1, JpegHuffmanTable.LongestCode);
            int symbols = 0;
            foreach (byte count in counts)
                symbols += count;
            int start = at + 1 + counts.Length;
            Require(segment, start, symbols, $"a Huffman table of {symbols} symbols");
            if (symbols > 256 || JpegHuffmanTable.Of(counts, content.Slice(start, symbols)) is not { } table)
                throw reader.Refuse(
                    segment.Offset + at,
                    $"a Huffman table whose {symbols} codes are more than their lengths allow",
                    "a prefix code of at most 256"
                );
            (kind == 0 ? _dc : _ac)[slot] = table;
            at = start + symbols;
        }
    }

    public void ReadRestartInterval(JpegSegment segment)
    {
        if (segment.Content.Length != 2)
            throw reader.Refuse(segment.Offset, $"DRI of {segment.Content.Length} bytes", "2 bytes");
        RestartInterval = BinaryPrimitives.ReadUInt16BigEndian(segment.Content);
    }

    private void Require(JpegSegment segment, int at, int count, string what)
    {
        if (segment.Content.Length - at < count)
            throw reader.Refuse(
                segment.Offset + at,
                $"the end of {JpegMarker.Name(segment.Marker)} after {segment.Content.Length - at} bytes of {what}",
                $"{count}"
            );
    }

    private ImageFileException Missing(string what, int slot, int offset) =>
        reader.Refuse(offset, $"a scan that uses {what} {slot}, which no earlier segment defines", "the table before its use");
}

/// <summary>A Huffman code (T.81, Annex C): short codes by one look, the others length by length.</summary>
internal sealed class JpegHuffmanTable
{
    /// <summary>Codes up to this length are looked up; nearly all that occur are.</summary>
    public const int LookupBits = 9;

    public const int LongestCode = 16;

    private readonly ushort[] _lookup = new ushort[1 << LookupBits];
    private readonly int[] _limits = new int[LongestCode + 1];
    private readonly int[] _offsets = new int[LongestCode + 1];
    private readonly byte[] _symbols;

    private JpegHuffmanTable(byte[] symbols) => _symbols = symbols;

    /// <summary>Builds a table; null where there are more codes of a length than can be.</summary>
    /// <param name="counts">How many codes there are of 1 to 16 bits.</param>
    /// <param name="symbols">The symbols in the order of their codes.</param>
    public static JpegHuffmanTable? Of(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        JpegHuffmanTable table = new(symbols.ToArray());
        int code = 0;
        int next = 0;
        for (int length = 1; length <= LongestCode; length++, code <<= 1)
        {
            table._offsets[length] = next - code;
            for (int i = 0; i < counts[length - 1]; i++, code++, next++)
                table.Remember(length, code, symbols[next]);
            if (code > 1 << length)
                return null;
            table._limits[length] = code;
        }

        return table;
    }

    /// <summary>The length and the symbol of the code that these bits start with, where it is a short one; length 0 otherwise.</summary>
    public (int Length, byte Symbol) LookUp(int bits)
    {
        ushort entry = _lookup[bits];
        return (entry >> 8, (byte)entry);
    }

    /// <summary>The symbol of a code of this length, or null where the code goes on.</summary>
    public byte? Find(int length, int code) => code < _limits[length] && code + _offsets[length] is >= 0 and int index ? _symbols[index] : null;

    private void Remember(int length, int code, byte symbol)
    {
        if (length > LookupBits || code >= 1 << length)
            return;
        int free = LookupBits - length;
        _lookup.AsSpan(code << free, 1 << free).Fill((ushort)((length << 8) | symbol));
    }
}
