using System.Buffers.Binary;
using System.Text;

namespace DeferredSeg.Libtorch;

/// <summary>The full symbol table of a library for 64-bit little-endian Linux, the local symbols too. Source: System V ABI.</summary>
/// <param name="file">The file's bytes.</param>
/// <param name="length">How many.</param>
internal sealed unsafe class SymbolTable(nint file, long length)
{
    private const uint SymbolSection = 2;
    private const int SectionHeaderSize = 64;
    private const int EntrySize = 24;

    /// <summary>A symbol's value, which is its address before the library is moved; null where there is none of that name and size, or no such table.</summary>
    /// <param name="name">The symbol.</param>
    /// <param name="size">Its size in bytes, by which most of half a million are passed over.</param>
    public ulong? Find(string name, ulong size)
    {
        if (length < SectionHeaderSize || !Part(0, 6).SequenceEqual("\u007fELF\u0002\u0001"u8))
            return null;
        var (table, count) = ((long)UInt64(40), BinaryPrimitives.ReadUInt16LittleEndian(Part(60, 2)));
        for (var i = 0; i < count; i++)
        {
            var header = table + (long)i * SectionHeaderSize;
            if (UInt32(header + 4) != SymbolSection)
                continue;
            var names = table + UInt32(header + 40) * (long)SectionHeaderSize;
            return Find(
                Encoding.ASCII.GetBytes(name + '\0'),
                size,
                Part((long)UInt64(header + 24), (long)UInt64(header + 32)),
                Part((long)UInt64(names + 24), (long)UInt64(names + 32))
            );
        }
        return null;
    }

    private static ulong? Find(ReadOnlySpan<byte> name, ulong size, ReadOnlySpan<byte> symbols, ReadOnlySpan<byte> names)
    {
        for (; symbols.Length >= EntrySize; symbols = symbols[EntrySize..])
        {
            if (BinaryPrimitives.ReadUInt64LittleEndian(symbols[16..]) != size)
                continue;
            if (names[(int)BinaryPrimitives.ReadUInt32LittleEndian(symbols)..].StartsWith(name))
                return BinaryPrimitives.ReadUInt64LittleEndian(symbols[8..]);
        }
        return null;
    }

    private uint UInt32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(Part(at, 4));

    private ulong UInt64(long at) => BinaryPrimitives.ReadUInt64LittleEndian(Part(at, 8));

    private ReadOnlySpan<byte> Part(long at, long size) =>
        at >= 0 && size >= 0 && at <= length - size
            ? new((byte*)file + at, checked((int)size))
            : throw new InvalidDataException("The library's symbol table lies beyond its end.");
}
