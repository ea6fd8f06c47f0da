namespace DeferredSeg.Formats.Images;

/// <summary>Reads one file format of images. Holds no state; calls may run on several threads at once.</summary>
/// <remarks>This is the seam at which a library would take over where one is available.</remarks>
internal interface IImageDecoder
{
    /// <summary>The format as people call it, for messages.</summary>
    string Name { get; }

    /// <summary>
    /// Whether a file that begins like this is of the format; fewer than <see cref="ImageFile.SignatureLength"/> bytes where the file is shorter.
    /// </summary>
    bool Recognises(ReadOnlySpan<byte> start);

    /// <summary>Decodes a file.</summary>
    /// <param name="content">The whole file from its first byte; read forwards only.</param>
    /// <param name="name">The file as the caller named it, for messages.</param>
    /// <param name="options">What may be used.</param>
    /// <exception cref="ImageFileException">The file is damaged, unsupported or too large; no other exception comes of its content.</exception>
    RasterImage Decode(Stream content, string name, ImageReadOptions options);
}
