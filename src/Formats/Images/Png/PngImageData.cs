namespace DeferredSeg.Formats.Images.Png;

/// <summary>The contents of consecutive IDAT chunks as one stream of compressed bytes; it ends at the first chunk of another type.</summary>
internal sealed class PngImageData(PngChunkReader chunks) : Stream
{
    private bool _ended;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
            return 0;
        while (!_ended)
        {
            int read = chunks.Read(buffer);
            if (read > 0)
                return read;
            chunks.Finish();
            _ended = chunks.Next().Type != PngChunk.ImageData;
        }

        return 0;
    }

    public override int Read(byte[] buffer, int offset, int count) => Read(buffer.AsSpan(offset, count));

    public override void Flush() { }

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();
}
