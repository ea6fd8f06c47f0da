namespace DeferredSeg.Formats.Images.Png;

/// <summary>
/// PNG (ISO/IEC 15948) in managed code. Read: every colour type and depth, interlaced or not. 1, 2 and 4 bits become 8, greys
/// scaled to 0..255; a palette becomes RGB; transparency becomes an alpha channel; gamma and colour profiles are not applied.
/// Written: 8 and 16 bits with 1 to 4 channels.
/// </summary>
internal sealed class PngCodec : IImageCodec
{
    public static ReadOnlySpan<byte> Signature => [0x89, (byte)'P', (byte)'N', (byte)'G', 0x0D, 0x0A, 0x1A, 0x0A];

    public string Name => "PNG";

    public string Extension => ".png";

    /// <summary>By its first four bytes, so that a file that was converted as text is called damaged and not unknown.</summary>
    public bool Recognises(ReadOnlySpan<byte> start) => start.StartsWith(Signature[..4]);

    public RasterImage Decode(Stream content, string name, ImageReadOptions options) => new PngDecoder(new(content, name), options).Decode();

    public void Encode(RasterImage image, Stream destination) => new PngEncoder(image).Encode(destination);
}
