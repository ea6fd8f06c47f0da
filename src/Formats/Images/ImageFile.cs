using DeferredSeg.Formats.Images.Bmp;
using DeferredSeg.Formats.Images.Jpeg;
using DeferredSeg.Formats.Images.Png;
using DeferredSeg.Formats.Images.Tiff;

namespace DeferredSeg.Formats.Images;

/// <summary>Reads image files in PNG, JPEG, TIFF and BMP and writes PNG. What a file is follows from its first bytes, not from its name.</summary>
public static class ImageFile
{
    /// <summary>How many bytes of a file tell its format.</summary>
    internal const int SignatureLength = 8;

    private const int BufferSize = 1 << 16;

    private static readonly IImageDecoder[] _decoders = [new PngCodec(), new JpegCodec(), new TiffCodec(), new BmpCodec()];

    private static readonly IImageCodec[] _codecs = [.. _decoders.OfType<IImageCodec>()];

    private static string Known => $"{string.Join(", ", _decoders.SkipLast(1).Select(decoder => decoder.Name))} or {_decoders[^1].Name}";

    /// <summary>
    /// Reads an image as viewers show it: the orientation that its EXIF data state is applied (<see cref="RasterImage.Orientation"/>). Beyond its
    /// samples a PNG takes memory for two rows; a JPEG for the file, a byte a sample as it is stored, and another two where it is progressive; a TIFF
    /// for the file and its samples as they are stored.
    /// </summary>
    /// <param name="path">The file.</param>
    /// <param name="options">What may be used; the defaults where null.</param>
    /// <exception cref="ImageFileException">The file is no image, or damaged, unsupported or too large.</exception>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static RasterImage Read(string path, ImageReadOptions? options = null)
    {
        if (Directory.Exists(path))
            throw new ImageFileException(path, null, "a folder", "an image file", "name a file in it");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is not there; check the path", path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, BufferSize);
        return Read(file, path, options);
    }

    /// <summary>Reads an image from memory; <paramref name="name"/> stands for its path in messages.</summary>
    /// <inheritdoc cref="Read(string, ImageReadOptions?)"/>
    /// <param name="content">The whole file.</param>
    /// <param name="name">What messages call it.</param>
    /// <param name="options">What may be used; the defaults where null.</param>
    public static RasterImage Read(byte[] content, string name, ImageReadOptions? options = null)
    {
        using MemoryStream file = new(content, writable: false);
        return Read(file, name, options);
    }

    /// <summary>
    /// Writes an image in the format of the path's extension: under another name next to the target, flushed to the disk, then
    /// renamed; on any failure the target is unchanged. The same image gives the same bytes under the same runtime; between
    /// versions of its zlib the bytes may differ, the pixels never.
    /// </summary>
    /// <param name="path">The file to write, ending in <c>.png</c>; an existing one is replaced.</param>
    /// <param name="image">What to write.</param>
    /// <exception cref="ArgumentException">The extension is of no format that can be written.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, RasterImage image)
    {
        IImageCodec codec =
            _codecs.FirstOrDefault(codec => path.EndsWith(codec.Extension, StringComparison.OrdinalIgnoreCase))
            ?? throw new ArgumentException(
                $"{path} ends in {Quoted.Text(Path.GetExtension(path))}; images are written as "
                    + $"{string.Join(", ", _codecs.Select(codec => codec.Extension))}: choose such a name",
                nameof(path)
            );
        ReplacedFile.Write(path, file => codec.Encode(image, file));
    }

    /// <summary>The bytes of a PNG file of an image, as <see cref="Write"/> would write them.</summary>
    public static byte[] Png(RasterImage image)
    {
        using MemoryStream file = new();
        new PngCodec().Encode(image, file);
        return file.ToArray();
    }

    /// <summary>Whether a file that starts so is an image of a known format.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> start)
    {
        foreach (IImageDecoder decoder in _decoders)
            if (decoder.Recognises(start))
                return true;
        return false;
    }

    private static RasterImage Read(Stream file, string name, ImageReadOptions? options)
    {
        byte[] start = new byte[SignatureLength];
        int length = file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false);
        file.Position = 0;
        IImageDecoder decoder =
            _decoders.FirstOrDefault(decoder => decoder.Recognises(start.AsSpan(0, length)))
            ?? throw new ImageFileException(
                name,
                0,
                length == 0 ? "an empty file" : $"the bytes {Convert.ToHexString(start, 0, length)}",
                $"the signature of {Known}",
                "convert the image, or fetch the file again if it should be one"
            );
        return decoder.Decode(file, name, options ?? new());
    }
}

/// <summary>What a reader of images may use.</summary>
public sealed record ImageReadOptions
{
    /// <summary>
    /// The samples (height x width x channels) that an image may have at most; one that promises more is refused before memory
    /// is taken for it. Default 2^28, which is 512 MiB of samples: 16384 x 16384 in grey. From 1 to 2^29, so that a row fits into one array.
    /// </summary>
    public int MaximumSamples
    {
        get;
        init =>
            field = value is >= 1 and <= 1 << 29
                ? value
                : throw new ArgumentOutOfRangeException(nameof(value), value, "the most samples of an image lie from 1 to 2^29");
    } = 1 << 28;

    /// <summary>
    /// Whether an image with a palette is read as the indices that its file holds, one channel of 8 bits, with the colours in
    /// <see cref="RasterImage.Palette"/>: label maps are stored so. By default it is read as the colours that the indices stand for.
    /// </summary>
    public bool KeepsIndices { get; init; }
}

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

/// <summary>Reads and writes one file format of images.</summary>
internal interface IImageCodec : IImageDecoder
{
    /// <summary>The ending of file names, with its dot, in lower case.</summary>
    string Extension { get; }

    /// <summary>Encodes an image.</summary>
    void Encode(RasterImage image, Stream destination);
}
