namespace DeferredSeg.Formats.Tensors;

/// <summary>
/// Writes one tensor's values: row-major, little-endian, exactly <see cref="TensorInfo.ByteCount"/> bytes, in as many pieces as it likes.
/// </summary>
/// <param name="tensor">The tensor whose turn it is.</param>
/// <param name="destination">Takes the bytes; it can only be written to, and must not be kept.</param>
public delegate void TensorWriter(TensorInfo tensor, Stream destination);

/// <summary>Passes writes on, and insists on a number of bytes decided beforehand.</summary>
internal sealed class ExactLengthStream(Stream destination, long length, string what) : Stream
{
    private long _written;

    /// <summary>Writes a tensor's values, which must be as many bytes as it has.</summary>
    /// <exception cref="InvalidOperationException">There are too many or too few.</exception>
    public static void Write(Stream destination, TensorInfo tensor, TensorWriter writeValues)
    {
        using ExactLengthStream values = new(destination, tensor.ByteCount, tensor.Name);
        writeValues(tensor, values);
        values.RequireComplete();
    }

    public override bool CanRead => false;

    public override bool CanSeek => false;

    public override bool CanWrite => true;

    public override long Length => length;

    public override long Position
    {
        get => _written;
        set => throw new NotSupportedException();
    }

    public override void Write(ReadOnlySpan<byte> buffer)
    {
        if (buffer.Length > length - _written)
            throw new InvalidOperationException($"'{what}' takes {length} bytes, but more were written");
        destination.Write(buffer);
        _written += buffer.Length;
    }

    public override void Write(byte[] buffer, int offset, int count) => Write(buffer.AsSpan(offset, count));

    private void RequireComplete()
    {
        if (_written != length)
            throw new InvalidOperationException($"'{what}' takes {length} bytes, but {_written} were written");
    }

    public override void Flush() => destination.Flush();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}
