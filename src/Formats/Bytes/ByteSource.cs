using DeferredSeg.Formats.Errors;

namespace DeferredSeg.Formats.Bytes;

/// <summary>
/// Bytes read at offsets, from any thread. Knows the file's name, so that whoever finds a fault can report it.
/// </summary>
internal abstract class ByteSource(string name, long length) : IDisposable
{
    public string Name { get; } = name;

    public long Length { get; } = length;

    /// <summary>Fills the destination, or refuses the file because it ends too early.</summary>
    public void ReadExactly(long offset, Span<byte> destination)
    {
        if (offset < 0 || offset > Length || destination.Length > Length - offset)
            throw Refuse(
                Math.Clamp(offset, 0, Length),
                $"the file ends at byte {Length}, but {destination.Length} bytes are needed here; it is truncated: fetch it again"
            );
        Fill(offset, destination);
    }

    /// <summary>The error for a fault found at an offset of this source.</summary>
    public virtual WeightFileException Refuse(long? offset, string reason, Exception? innerException = null) => new(Name, offset, reason, innerException);

    public virtual void Dispose() { }

    /// <summary>Fills the destination; the range is already known to lie inside <see cref="Length"/>.</summary>
    protected abstract void Fill(long offset, Span<byte> destination);
}
