using System.IO.Compression;

namespace DeferredSeg.Formats.Tensors;

/// <summary>The bytes of a storage in the file.</summary>
internal abstract class StorageBytes
{
    /// <summary>Begins a pass from lower to higher positions.</summary>
    public abstract StoragePass BeginPass();
}

/// <summary>Reads parts of a storage whose positions only increase; so a compressed one need not be kept.</summary>
internal abstract class StoragePass : IDisposable
{
    /// <summary>Fills the destination from a position at or behind the end of the previous read.</summary>
    public abstract void Read(long position, Span<byte> destination);

    public virtual void Dispose() { }
}

/// <summary>A storage that lies uncompressed in the file.</summary>
internal sealed class StoredBytes(ByteSource source, long start) : StorageBytes
{
    public override StoragePass BeginPass() => new Pass(source, start);

    private sealed class Pass(ByteSource source, long start) : StoragePass
    {
        public override void Read(long position, Span<byte> destination) => source.ReadExactly(start + position, destination);
    }
}

/// <summary>A storage that lies deflated in the file; what a pass skips is inflated and dropped.</summary>
internal sealed class DeflatedBytes(ByteSource source, long start, long compressedLength) : StorageBytes
{
    public override StoragePass BeginPass() => new Pass(source, start, compressedLength);

    private sealed class Pass(ByteSource source, long start, long compressedLength) : StoragePass
    {
        private readonly DeflateStream _inflated = new(new ByteRangeStream(source, start, compressedLength), CompressionMode.Decompress);
        private readonly byte[] _skipped = new byte[1 << 12];
        private long _next;

        public override void Read(long position, Span<byte> destination)
        {
            while (_next < position)
                Fill(_skipped.AsSpan(0, (int)Math.Min(_skipped.Length, position - _next)));
            Fill(destination);
        }

        public override void Dispose() => _inflated.Dispose();

        private void Fill(Span<byte> destination)
        {
            try
            {
                _inflated.ReadExactly(destination);
                _next += destination.Length;
            }
            catch (Exception e) when (e is InvalidDataException or EndOfStreamException)
            {
                throw source.Refuse(start, "the deflated data of a storage are damaged or end too early", e);
            }
        }
    }
}
