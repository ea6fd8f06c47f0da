namespace DeferredSeg.Formats.Images.Jpeg;

/// <summary>
/// JPEG (ITU-T T.81) in managed code, read only. Read: baseline, extended sequential and progressive Huffman-coded images of 8 bits,
/// in grey (one channel), in YCbCr or RGB (three channels, RGB), with every subsampling whose ratios are whole, restarts and several
/// scans. Refused by name: 12 bits, lossless, hierarchical, arithmetic coding, CMYK and YCCK.
/// </summary>
/// <remarks>
/// The inverse DCT, the enlargement of subsampled colour (a triangle at half the width, height or both, repetition otherwise) and
/// the conversion to RGB are in whole numbers the same as those of libjpeg and libjpeg-turbo in their default settings; the pixels
/// are equal. Unlike there, damage is never patched over: a file that is cut off, misses the last scans of its progression or has data
/// left over is refused. The orientation that EXIF notes is applied; no colour profile is.
/// </remarks>
internal sealed class JpegCodec : IImageDecoder
{
    private static ReadOnlySpan<byte> Signature => [0xFF, JpegMarker.Start, 0xFF];

    public string Name => "JPEG";

    public bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(Signature);

    public RasterImage Decode(Stream content, string name, ImageReadOptions options) => new JpegDecoder(new(All(content, name), name), options).Decode();

    private static ReadOnlyMemory<byte> All(Stream content, string name)
    {
        if (content.CanSeek && content.Length > Array.MaxLength)
            throw new ImageFileException(name, null, $"a JPEG file of {content.Length} bytes", $"at most {Array.MaxLength}", "cut the image into tiles");
        using MemoryStream all = content.CanSeek ? new((int)content.Length) : new();
        content.CopyTo(all);
        return all.GetBuffer().AsMemory(0, (int)all.Length);
    }
}

/// <summary>Reads the segments in their order, and checks what they promise before memory is taken for it.</summary>
internal sealed class JpegDecoder(JpegReader reader, ImageReadOptions options)
{
    /// <summary>Far more than encoders use (about ten); each is a pass over the image.</summary>
    private const int MostScans = 256;

    private readonly JpegTables _tables = new(reader);
    private readonly JpegColour _colour = new(reader);
    private JpegFrame? _frame;
    private int _scans;
    private int _orientation = ExifOrientation.AsStored;

    public RasterImage Decode()
    {
        reader.Position = 2;
        int offset = reader.Position;
        for (byte marker = reader.NextMarker(); marker != JpegMarker.End; offset = reader.Position, marker = reader.NextMarker())
            Read(marker, offset);
        if (_frame is not { } frame)
            throw reader.Refuse(offset, "the end of the image (EOI) before its header", "a frame (SOF) and its scans");
        foreach (JpegComponent component in frame.Components)
            RequireComplete(component, offset);
        bool isRgb = _colour.IsRgb(frame);
        if (frame.IsProgressive)
            foreach (JpegComponent component in frame.Components)
                component.TransformAll();
        return ExifOrientation.Shown(JpegPixels.Of(frame, isRgb), _orientation);
    }

    private void Read(byte marker, int offset)
    {
        if (marker is <= 0x01 or (>= JpegMarker.FirstRestart and <= JpegMarker.Start))
            throw reader.Refuse(offset, $"the marker {JpegMarker.Name(marker)} here", "tables, a frame, a scan or EOI");
        JpegSegment segment = reader.Segment(marker);
        switch (marker)
        {
            case JpegMarker.QuantisationTables:
                _tables.ReadQuantisation(segment);
                break;
            case JpegMarker.HuffmanTables:
                _tables.ReadHuffman(segment);
                break;
            case JpegMarker.RestartInterval:
                _tables.ReadRestartInterval(segment);
                break;
            case JpegMarker.Scan:
                ReadScan(segment);
                break;
            case var _ when JpegMarker.IsDescription(marker):
                _colour.Note(segment);
                if (marker == JpegMarker.Exif && segment.Content.StartsWith("Exif\0\0"u8))
                    _orientation = ExifOrientation.Of(segment.Content);
                break;
            case var _ when JpegMarker.IsFrame(marker):
                ReadFrame(segment);
                break;
            default:
                throw reader.Refuse(
                    offset,
                    $"the marker {JpegMarker.Name(marker)}",
                    "tables, a frame, a scan or EOI",
                    "save it as baseline or progressive JPEG with Huffman coding, or as PNG"
                );
        }
    }

    private void ReadFrame(JpegSegment segment)
    {
        if (_frame is not null)
            throw reader.Refuse(segment.Offset - 4, "a second frame", "one image");
        JpegFrame frame = JpegFrame.Read(reader, segment);
        long samples = (long)frame.Height * frame.Width * frame.Components.Length;
        if (samples > options.MaximumSamples)
            throw reader.Refuse(
                null,
                $"an image of {frame.Height} x {frame.Width} with {frame.Components.Length} channels, which is {samples} samples",
                $"at most {options.MaximumSamples}",
                $"cut it into tiles, or raise {nameof(ImageReadOptions)}.{nameof(ImageReadOptions.MaximumSamples)}"
            );
        // Whatever the coding, a block's DC takes a bit at least.
        long blocks = frame.Components.Sum(component => (long)component.BlocksAcross * component.BlocksDown);
        if (blocks > 8L * reader.Bytes.Length)
            throw reader.Refuse(
                null,
                $"a file of {reader.Bytes.Length} bytes for an image of {frame.Height} x {frame.Width}",
                $"{blocks} blocks, which so few cannot hold",
                "it is damaged or truncated: fetch or export it again"
            );
        foreach (JpegComponent component in frame.Components)
            component.Allocate(frame.IsProgressive);
        _frame = frame;
    }

    private void ReadScan(JpegSegment segment)
    {
        if (_frame is null)
            throw reader.Refuse(segment.Offset - 4, "a scan before the image's header", "a frame (SOF) first");
        if (++_scans > MostScans)
            throw reader.Refuse(segment.Offset - 4, $"more than {MostScans} scans", $"at most {MostScans}");
        new JpegScanData(reader, _frame, _tables).Read(JpegScan.Read(reader, segment, _frame, _tables));
    }

    private void RequireComplete(JpegComponent component, int offset)
    {
        if (component.Progression.IsEmpty)
            throw reader.Refuse(offset, $"the end of the image (EOI) without a scan of component {component.Id}", "a scan of each component");
        if (component.Progression.FirstIncomplete is { } coefficient)
            throw reader.Refuse(
                offset,
                $"the end of the image (EOI) before the last bit of coefficient {coefficient} of component {component.Id}",
                "all scans of the progression",
                "the image would be blurred; fetch or export it again"
            );
    }
}
