using System.Buffers.Binary;

namespace DeferredSeg.Formats.PyTorch.Pickle;

/// <summary>
/// Walks forward through the bytes of a pickle with a small buffer, within its end and within the frame that
/// protocol 4 declares. No length is believed before it is compared with what is left.
/// </summary>
internal sealed class PickleCursor(ByteSource source, long start, long end)
{
    private const int BufferBytes = 1 << 14;
    private const int LongestLine = 1024;

    private readonly byte[] _buffer = new byte[Math.Min(BufferBytes, end - start)];
    private long _bufferStart = start;
    private int _bufferLength;
    private long? _frameEnd;

    /// <summary>The next byte, as an offset of the source.</summary>
    public long Position { get; private set; } = start;

    public long Remaining => end - Position;

    public byte ReadByte() => Take(1)[0];

    public ushort ReadUInt16() => BinaryPrimitives.ReadUInt16LittleEndian(Take(2));

    public int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(Take(4));

    public uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(Take(4));

    public ulong ReadUInt64() => BinaryPrimitives.ReadUInt64LittleEndian(Take(8));

    public long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(Take(8));

    public double ReadDoubleBigEndian() => BinaryPrimitives.ReadDoubleBigEndian(Take(8));

    /// <summary>The next bytes, valid until the next read.</summary>
    public ReadOnlySpan<byte> Take(long count)
    {
        Require(count);
        if (count > _buffer.Length)
        {
            byte[] large = new byte[count];
            source.ReadExactly(Position, large);
            Position += count;
            return large;
        }

        if (Position < _bufferStart || Position + count > _bufferStart + _bufferLength)
        {
            _bufferStart = Position;
            _bufferLength = (int)Math.Min(_buffer.Length, Remaining);
            source.ReadExactly(_bufferStart, _buffer.AsSpan(0, _bufferLength));
        }

        ReadOnlySpan<byte> taken = _buffer.AsSpan((int)(Position - _bufferStart), (int)count);
        Position += count;
        return taken;
    }

    /// <summary>Refuses a claimed length that runs beyond the pickle or its frame.</summary>
    public void Require(long count)
    {
        if (count < 0 || count > Remaining)
            throw Refuse(Position, $"the pickle is truncated: {count} bytes are needed here, {Remaining} are left");
        if (_frameEnd == Position)
            _frameEnd = null;
        if (Position + count > _frameEnd)
            throw Refuse(Position, $"{count} bytes are needed here, but the frame ends at byte {_frameEnd}");
    }

    /// <summary>The bytes up to a line feed, which is passed over.</summary>
    public byte[] TakeLine()
    {
        long at = Position;
        List<byte> line = [];
        for (byte next = ReadByte(); next != (byte)'\n'; next = ReadByte())
        {
            if (line.Count == LongestLine)
                throw Refuse(at, $"a line of more than {LongestLine} bytes");
            line.Add(next);
        }

        return [.. line];
    }

    /// <summary>Begins a frame of a claimed length.</summary>
    public void OpenFrame(ulong length, long at)
    {
        if (_frameEnd is { } current && current != Position)
            throw Refuse(at, $"a frame begins within the frame that ends at byte {current}");
        if (length > (ulong)Remaining)
            throw Refuse(at, $"the frame claims {length} bytes, {Remaining} are left");
        _frameEnd = Position + (long)length;
    }

    /// <summary>At the end of a pickle: its frame must end here too.</summary>
    public void CloseFrame()
    {
        if (_frameEnd is { } claimed && claimed != Position)
            throw Refuse(Position, $"the pickle ends within a frame that claims to reach byte {claimed}");
        _frameEnd = null;
    }

    public WeightFileException Refuse(long at, string reason, Exception? inner = null) => source.Refuse(at, reason, inner);
}
