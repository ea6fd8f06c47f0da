using DeferredSeg.Formats.Bytes;

namespace DeferredSeg.Formats.PyTorch.Storages;

/// <summary>A storage that lies uncompressed in the file.</summary>
internal sealed class StoredBytes(ByteSource source, long start) : StorageBytes
{
    public override StoragePass BeginPass() => new Pass(source, start);

    private sealed class Pass(ByteSource source, long start) : StoragePass
    {
        public override void Read(long position, Span<byte> destination) => source.ReadExactly(start + position, destination);
    }
}
