using System.Globalization;
using BitMiracle.LibTiff.Classic;
using LibTiff = BitMiracle.LibTiff.Classic.Tiff;

namespace DeferredSeg.Formats.Images.Tiff;

/// <summary>
/// TIFF (6.0), read only: one page of unsigned samples of 1, 4, 8 or 16 bits, grey, RGB or with a palette, with or without alpha, in strips or tiles,
/// uncompressed or compressed without loss (PackBits, LZW, Deflate, CCITT). Refused by name: several pages, real or signed numbers, other depths and
/// colours, JPEG within, BigTIFF.
/// </summary>
/// <remarks>
/// What the directory promises is checked here before LibTiff.NET decodes. Where 0 is white, samples are turned round, and rows and columns follow the
/// orientation that the file notes, so that a picture is as viewers show it; 1 and 4 bits become 8, greys scaled to 0..255.
/// </remarks>
internal sealed class TiffCodec : IImageDecoder
{
    public string Name => "TIFF";

    public bool Recognises(ReadOnlySpan<byte> start) =>
        start.StartsWith("II*\0"u8) || start.StartsWith("MM\0*"u8) || start.StartsWith("II+\0"u8) || start.StartsWith("MM\0+"u8);

    public RasterImage Decode(Stream content, string name, ImageReadOptions options)
    {
        byte[] file = All(content, name, options);
        TiffPage page = TiffPage.Of(new TiffDirectories(file, name).OnlyPage(), name, options);
        byte[] stored = Stored(file, name, page);
        return TiffPixels.Image(page, stored);
    }

    private static byte[] All(Stream content, string name, ImageReadOptions options)
    {
        // Lossless forms of the largest image that is read, and room for what cameras note besides.
        long most = Math.Min(Array.MaxLength, 4L * options.MaximumSamples + (64 << 20));
        if (content.CanSeek && content.Length > most)
            throw new ImageFileException(name, null, $"a TIFF file of {content.Length} bytes", $"at most {most}", "cut the image into tiles");
        using MemoryStream all = new();
        content.CopyTo(all);
        return all.ToArray();
    }

    /// <summary>The page's bytes, row by row without padding between pixels; planes one after the other where they are apart.</summary>
    private static byte[] Stored(byte[] file, string name, TiffPage page)
    {
        TiffMessages messages = new();
        try
        {
            using LibTiff? tiff = LibTiff.ClientOpen(name, "r", messages, new TiffBytes(file));
            if (tiff is null)
                throw Damaged(name, messages.First ?? "a directory that cannot be read");
            tiff.SetDirectory((short)page.Index);
            int row = tiff.ScanlineSize();
            if (row != page.RowBytes)
                throw Damaged(name, $"rows of {row} bytes, {page.RowBytes} are promised");
            byte[] stored = new byte[page.StoredBytes];
            if (tiff.IsTiled())
                TiffTiles.Read(tiff, page, stored, messages, name);
            else
            {
                byte[] line = new byte[page.RowBytes];
                for (int plane = 0, at = 0; plane < page.Planes; plane++)
                for (int y = 0; y < page.Height; y++, at += page.RowBytes)
                {
                    if (!tiff.ReadScanline(line, y, (short)plane) || messages.First is not null)
                        throw Damaged(name, messages.First ?? $"no row {y}");
                    line.CopyTo(stored, at);
                }
            }

            return stored;
        }
        // The library has no exception of its own; what a damaged file makes it throw is told as damage.
        catch (Exception e) when (e is not ImageFileException)
        {
            throw Damaged(name, messages.First ?? e.Message, e);
        }
    }

    internal static ImageFileException Damaged(string name, string found, Exception? inner = null) =>
        new(name, null, $"damaged image data ({found.TrimEnd('.', ' ')})", "a whole TIFF page", "fetch or save the file again", inner);
}

/// <summary>What the library would print about one file; it comes to the file's own by the library's data of the caller.</summary>
internal sealed class TiffMessages
{
    private static readonly TiffErrorHandler _handler = new Router();

    public TiffMessages() => LibTiff.SetErrorHandler(_handler);

    /// <summary>The first error, in one line; null where there is none.</summary>
    public string? First { get; private set; }

    /// <summary>Takes the place of the library's own handler, which prints, for all threads at once.</summary>
    private sealed class Router : TiffErrorHandler
    {
        public override void ErrorHandler(LibTiff tif, string method, string format, params object[] args) { }

        public override void WarningHandler(LibTiff tif, string method, string format, params object[] args) { }

        public override void WarningHandlerExt(LibTiff tif, object clientData, string method, string format, params object[] args) { }

        public override void ErrorHandlerExt(LibTiff tif, object clientData, string method, string format, params object[] args)
        {
            if (clientData is TiffMessages messages)
                messages.First ??= Quoted.Text(string.Format(CultureInfo.InvariantCulture, format, args)).Trim('\'');
        }
    }
}

/// <summary>A file in memory as the library reads it.</summary>
internal sealed class TiffBytes(byte[] file) : TiffStream
{
    private readonly MemoryStream _stream = new(file, writable: false);

    public override int Read(object clientData, byte[] buffer, int offset, int count) => _stream.Read(buffer, offset, count);

    public override void Write(object clientData, byte[] buffer, int offset, int count) => throw new NotSupportedException("TIFF files are read only.");

    public override long Seek(object clientData, long offset, SeekOrigin origin) => _stream.Seek(offset, origin);

    public override void Close(object clientData) => _stream.Dispose();

    public override long Size(object clientData) => _stream.Length;
}
