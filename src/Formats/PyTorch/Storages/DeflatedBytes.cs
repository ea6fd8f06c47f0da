using System.IO.Compression;
using DeferredSeg.Formats.Bytes;

namespace DeferredSeg.Formats.PyTorch.Storages;

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
