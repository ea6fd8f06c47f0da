using System.Buffers.Binary;

namespace DeferredSeg.Formats.PyTorch.Zip;

/// <summary>The zip64 field of an entry, which holds those numbers that did not fit into 32 bits, in a fixed order.</summary>
internal ref struct ZipExtra
{
    private const ushort Zip64 = 1;
    private const int NumberBytes = 8;

    private ReadOnlySpan<byte> _numbers;

    public ZipExtra(ReadOnlySpan<byte> extra)
    {
        while (extra.Length >= 4)
        {
            int length = BinaryPrimitives.ReadUInt16LittleEndian(extra[2..]);
            if (length > extra.Length - 4)
                return;
            if (BinaryPrimitives.ReadUInt16LittleEndian(extra) == Zip64)
            {
                _numbers = extra.Slice(4, length);
                return;
            }

            extra = extra[(4 + length)..];
        }
    }

    /// <summary>The number itself, or the next of the 64-bit ones where it says so; null when that is missing.</summary>
    public long? Resolve(uint number)
    {
        if (number != uint.MaxValue)
            return number;
        if (_numbers.Length < NumberBytes)
            return null;
        long wide = BinaryPrimitives.ReadInt64LittleEndian(_numbers);
        _numbers = _numbers[NumberBytes..];
        return wide;
    }
}
