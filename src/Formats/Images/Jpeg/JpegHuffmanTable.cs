namespace DeferredSeg.Formats.Images.Jpeg;

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
