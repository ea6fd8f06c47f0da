namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>A marker's parameters.</summary>
/// <param name="marker">The second byte of the marker.</param>
/// <param name="offset">Where the content starts in the file.</param>
/// <param name="content">The bytes after the length.</param>
internal readonly ref struct JpegSegment(byte marker, int offset, ReadOnlySpan<byte> content)
{
    public byte Marker { get; } = marker;

    public int Offset { get; } = offset;

    public ReadOnlySpan<byte> Content { get; } = content;
}
