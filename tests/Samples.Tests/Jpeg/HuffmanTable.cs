namespace Samples.Tests.Jpeg;

/// <summary>A Huffman code of ITU-T T.81, Annex C: the symbols in the order of their codes, and how many there are of each length.</summary>
internal sealed class HuffmanTable
{
    private readonly Dictionary<(int Length, int Code), byte> _symbols = [];

    public HuffmanTable(ReadOnlySpan<byte> counts, ReadOnlySpan<byte> symbols)
    {
        var (code, next) = (0, 0);
        for (var length = 1; length <= 16; length++, code <<= 1)
        {
            for (var i = 0; i < counts[length - 1]; i++) _symbols[(length, code++)] = symbols[next++];
        }
    }

    public byte Read(BitReader bits)
    {
        var code = 0;
        for (var length = 1; length <= 16; length++)
        {
            code = (code << 1) | bits.Read();
            if (_symbols.TryGetValue((length, code), out var symbol)) return symbol;
        }
        throw new InvalidDataException("The JPEG has a code that its table lacks.");
    }
}
