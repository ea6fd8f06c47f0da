namespace DeferredSeg.Formats.Images.Png;

/// <summary>The checksum of PNG's chunks: CRC-32 of ISO 3309, reflected polynomial EDB88320 (PNG specification, annex D).</summary>
internal struct Crc32()
{
    private static readonly uint[] _table = [.. Enumerable.Range(0, 256).Select(index => Divide((uint)index))];

    private uint _state = uint.MaxValue;

    /// <summary>The checksum of everything appended so far.</summary>
    public readonly uint Value => ~_state;

    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        Crc32 crc = new();
        crc.Append(bytes);
        return crc.Value;
    }

    public void Append(ReadOnlySpan<byte> bytes)
    {
        uint state = _state;
        foreach (byte value in bytes)
            state = _table[(byte)(state ^ value)] ^ (state >> 8);
        _state = state;
    }

    private static uint Divide(uint remainder)
    {
        for (int bit = 0; bit < 8; bit++)
            remainder = (remainder >> 1) ^ ((remainder & 1) * 0xEDB88320);
        return remainder;
    }
}
