namespace DeferredSeg.Formats.Bytes;

/// <summary>A file that is already in memory.</summary>
internal class MemoryBytes(string name, ReadOnlyMemory<byte> content) : ByteSource(name, content.Length)
{
    protected override void Fill(long offset, Span<byte> destination) => content.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}
