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
/// left over is refused. The orientation that EXIF notes is not applied and no colour profile is: rows and columns are those of the sensor.
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
