namespace DeferredSeg.Formats.Images;

/// <summary>Reads and writes one file format of images.</summary>
internal interface IImageCodec : IImageDecoder
{
    /// <summary>The ending of file names, with its dot, in lower case.</summary>
    string Extension { get; }

    /// <summary>Encodes an image.</summary>
    void Encode(RasterImage image, Stream destination);
}
