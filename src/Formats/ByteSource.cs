using Microsoft.Win32.SafeHandles;

namespace DeferredSeg.Formats;

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

/// <summary>
/// A file on disk. Positional reads instead of a mapping: a file that shrinks while it is open then gives an error,
/// where a mapping would kill the process.
/// </summary>
internal sealed class FileBytes : ByteSource
{
    private readonly SafeFileHandle _handle;

    private FileBytes(string path, SafeFileHandle handle)
        : base(path, RandomAccess.GetLength(handle)) => _handle = handle;

    public static FileBytes Open(string path)
    {
        if (Directory.Exists(path))
            throw new WeightFileException(path, null, "this is a folder; name the file of weights in it");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is not there; check the path", path);
        SafeFileHandle handle = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        try
        {
            return new FileBytes(path, handle);
        }
        catch
        {
            handle.Dispose();
            throw;
        }
    }

    public override void Dispose() => _handle.Dispose();

    protected override void Fill(long offset, Span<byte> destination)
    {
        while (!destination.IsEmpty)
        {
            int read = RandomAccess.Read(_handle, destination, offset);
            if (read == 0)
                throw Refuse(offset, "the file became shorter while it was open");
            offset += read;
            destination = destination[read..];
        }
    }
}

/// <summary>A file that is already in memory.</summary>
internal class MemoryBytes(string name, ReadOnlyMemory<byte> content) : ByteSource(name, content.Length)
{
    protected override void Fill(long offset, Span<byte> destination) => content.Span.Slice((int)offset, destination.Length).CopyTo(destination);
}

/// <summary>
/// The inflated form of a compressed part of a file. Its positions are not offsets of the file,
/// so an error names the place where the compressed part begins and puts the inflated position into the reason.
/// </summary>
internal sealed class InflatedBytes(ByteSource file, long compressedAt, ReadOnlyMemory<byte> content) : MemoryBytes(file.Name, content)
{
    public override WeightFileException Refuse(long? offset, string reason, Exception? innerException = null) =>
        file.Refuse(compressedAt, offset is { } at ? $"inflated byte {at}: {reason}" : reason, innerException);
}

/// <summary>A forward-only stream over a range of a source, for decoders that take streams.</summary>
internal sealed class ByteRangeStream(ByteSource source, long start, long length) : Stream
{
    private long _position;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => length;

    public override long Position
    {
        get => _position;
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        int count = (int)Math.Min(buffer.Length, length - _position);
        source.ReadExactly(start + _position, buffer[..count]);
        _position += count;
        return count;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
