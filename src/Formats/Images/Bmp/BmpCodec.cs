using System.Buffers.Binary;
using System.Numerics;

namespace DeferredSeg.Formats.Images.Bmp;

/// <summary>
/// Windows bitmaps, read only. Read: 1, 4 and 8 bits with a palette (grey where all its colours are), 24 and 32 bits, rows upwards and downwards, every
/// header from 12 bytes on. Refused by name: 2 and 16 bits, run lengths, JPEG and PNG within.
/// </summary>
/// <remarks>
/// The fourth byte of 32 bits is an alpha where the header says so and any pixel has one, else nothing: programs leave it 0 in opaque images.
/// </remarks>
internal sealed class BmpCodec : IImageDecoder
{
    public string Name => "BMP";

    public bool Recognises(ReadOnlySpan<byte> start) => start.Length >= 8 && start.StartsWith("BM"u8) && start[6] == 0 && start[7] == 0;

    public RasterImage Decode(Stream content, string name, ImageReadOptions options) => new BmpDecoder(new(content, name)).Decode(options);
}

/// <summary>Reads the header, the palette and the rows, each checked before memory is taken for it.</summary>
internal sealed class BmpDecoder(ForwardBytes file)
{
    private const int FileHeaderBytes = 14;
    private const int CoreHeaderBytes = 12;
    private const int InfoHeaderBytes = 40;
    private const int LongestHeader = 124;
    private const uint Uncompressed = 0;
    private const uint BitFields = 3;
    private const uint AlphaBitFields = 6;

    private static readonly string[] _compressions = ["none", "RLE8", "RLE4", "bit fields", "JPEG", "PNG", "bit fields with alpha"];

    public RasterImage Decode(ImageReadOptions options)
    {
        byte[] head = file.Take(FileHeaderBytes + 4, "the header");
        uint pixelsAt = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(10));
        uint length = BinaryPrimitives.ReadUInt32LittleEndian(head.AsSpan(FileHeaderBytes));
        if (length is not (CoreHeaderBytes or (>= InfoHeaderBytes and <= LongestHeader)))
            throw file.Refuse(FileHeaderBytes, $"a header of {length} bytes", "12, or 40 to 124", "save it again as BMP or PNG");
        byte[] header = [.. head[FileHeaderBytes..], .. file.Take((int)length - 4, "the header")];
        BmpForm form = length == CoreHeaderBytes ? Core(header) : Info(header);
        ulong samples = (ulong)form.Width * (ulong)form.Height * 4;
        if (samples > (ulong)options.MaximumSamples * 4 / 3)
            throw file.Refuse(
                FileHeaderBytes + 4,
                $"an image of {form.Height} x {form.Width}",
                $"at most {options.MaximumSamples} samples",
                "crop it, or raise MaximumSamples"
            );
        Masks masks = form.Compression == Uncompressed ? Masks.Usual : ReadMasks(header);
        ColourTable? palette = form.Depth <= 8 ? Palette(form, length == CoreHeaderBytes ? 3 : 4, pixelsAt) : null;
        if (pixelsAt < file.Position)
            throw file.Refuse(10, $"pixels at byte {pixelsAt}", $"{file.Position} or later, behind the header", "fetch the file again");
        file.Skip(pixelsAt - file.Position, "the pixels");
        if (file.Remaining is { } left && left < form.RowBytes * form.Height)
            throw file.Refuse(null, $"{left} bytes of pixels", $"{form.RowBytes * form.Height}, as the header promises", "fetch the file again, it is cut off");
        return palette is null ? Colours(form, masks) : Indexed(form, palette);
    }

    private BmpForm Core(byte[] header) =>
        Checked(
            new(
                BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(4)),
                BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(6)),
                IsDownwards: false,
                BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(10)),
                Uncompressed,
                0
            )
        );

    private BmpForm Info(byte[] header)
    {
        int height = BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(8));
        return Checked(
            new(
                BinaryPrimitives.ReadInt32LittleEndian(header.AsSpan(4)),
                Math.Abs((long)height),
                height < 0,
                BinaryPrimitives.ReadUInt16LittleEndian(header.AsSpan(14)),
                BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(16)),
                BinaryPrimitives.ReadUInt32LittleEndian(header.AsSpan(32))
            )
        );
    }

    private BmpForm Checked(BmpForm form)
    {
        if (form.Width < 1 || form.Height < 1)
            throw file.Refuse(FileHeaderBytes + 4, $"{form.Height} x {form.Width} pixels", "at least one row and one column", "fetch the file again");
        if (form.Compression != Uncompressed && !(form.Depth == 32 && form.Compression is BitFields or AlphaBitFields))
            throw file.Refuse(
                FileHeaderBytes + 16,
                $"the compression {(form.Compression < _compressions.Length ? _compressions[form.Compression] : $"{form.Compression}")} of {form.Depth} bits",
                "an uncompressed bitmap",
                "save it without compression, or as PNG"
            );
        if (form.Depth is not (1 or 4 or 8 or 24 or 32))
            throw file.Refuse(FileHeaderBytes + 14, $"{form.Depth} bits a pixel", "1, 4, 8, 24 or 32", "save it as PNG");
        return form;
    }

    /// <summary>Behind a header of 40 bytes the masks follow; longer ones hold them.</summary>
    private Masks ReadMasks(byte[] header)
    {
        byte[] all = header.Length > InfoHeaderBytes ? header : [.. header, .. file.Take(3 * 4, "the masks of the channels")];
        uint At(int at) => at + 4 <= all.Length ? BinaryPrimitives.ReadUInt32LittleEndian(all.AsSpan(at)) : 0;
        Masks masks = new(At(40), At(44), At(48), At(52));
        foreach (uint mask in (uint[])[masks.Red, masks.Green, masks.Blue, masks.Alpha])
            if (mask != 0 ? mask >> BitOperations.TrailingZeroCount(mask) != byte.MaxValue : mask != masks.Alpha || masks.Red == 0)
                throw file.Refuse(FileHeaderBytes + 40, $"a channel of the bits 0x{mask:x8}", "8 bits side by side", "save it with 24 bits, or as PNG");
        return masks;
    }

    private ColourTable Palette(BmpForm form, int entryBytes, uint pixelsAt)
    {
        long most = 1L << form.Depth;
        // Where no number is given, and in the oldest headers, the table reaches to the pixels at most.
        long count = form.Colours != 0 ? form.Colours : Math.Min(most, Math.Max(0, (pixelsAt - file.Position) / entryBytes));
        if (count < 1 || count > most)
            throw file.Refuse(FileHeaderBytes + 32, $"a palette of {count} colours", $"1 to {most}, which {form.Depth} bits reach", "fetch the file again");
        byte[] stored = file.Take((int)count * entryBytes, "the palette");
        byte[] colours = new byte[3 * count];
        for (int i = 0; i < count; i++)
            (colours[3 * i], colours[3 * i + 1], colours[3 * i + 2]) = (stored[i * entryBytes + 2], stored[i * entryBytes + 1], stored[i * entryBytes]);
        return new(colours);
    }

    private RasterImage Indexed(BmpForm form, ColourTable palette)
    {
        (int height, int width) = ((int)form.Height, (int)form.Width);
        ushort[] indices = new ushort[height * width];
        ForEachRow(
            form,
            (row, y) =>
            {
                for (int x = 0; x < width; x++)
                {
                    int bit = x * form.Depth;
                    int index = (row[bit / 8] >> (8 - form.Depth - bit % 8)) & ((1 << form.Depth) - 1);
                    if (index >= palette.Count)
                        throw file.Refuse(
                            null,
                            $"the colour {index} at row {y}, column {x}",
                            $"one of the {palette.Count} of the palette",
                            "fetch the file again"
                        );
                    indices[y * width + x] = (ushort)index;
                }
            }
        );
        return palette.Image(height, width, indices);
    }

    private RasterImage Colours(BmpForm form, Masks masks)
    {
        (int height, int width, int bytes) = ((int)form.Height, (int)form.Width, form.Depth / 8);
        int channels = form.Depth == 32 && masks.Alpha != 0 ? 4 : 3;
        ushort[] samples = new ushort[height * width * channels];
        int[] shifts = [.. ((uint[])[masks.Red, masks.Green, masks.Blue, masks.Alpha]).Take(channels).Select(BitOperations.TrailingZeroCount)];
        ForEachRow(
            form,
            (row, y) =>
            {
                for (int x = 0; x < width; x++)
                {
                    uint pixel =
                        row[bytes * x] | (uint)row[bytes * x + 1] << 8 | (uint)row[bytes * x + 2] << 16 | (bytes == 4 ? (uint)row[4 * x + 3] << 24 : 0);
                    for (int channel = 0; channel < channels; channel++)
                        samples[(y * width + x) * channels + channel] = (byte)(pixel >> shifts[channel]);
                }
            }
        );
        return channels == 4 && !HasAlpha(samples) ? new(height, width, 3, 8, WithoutAlpha(samples)) : new(height, width, channels, 8, samples);
    }

    private void ForEachRow(BmpForm form, Action<byte[], int> place)
    {
        for (int i = 0; i < form.Height; i++)
            place(file.Take((int)form.RowBytes, "the pixels"), form.IsDownwards ? i : (int)form.Height - 1 - i);
    }

    private static bool HasAlpha(ushort[] samples)
    {
        for (int i = 3; i < samples.Length; i += 4)
            if (samples[i] != 0)
                return true;
        return false;
    }

    private static ushort[] WithoutAlpha(ushort[] samples)
    {
        ushort[] kept = new ushort[samples.Length / 4 * 3];
        for (int i = 0; i < kept.Length; i++)
            kept[i] = samples[i / 3 * 4 + i % 3];
        return kept;
    }

    /// <summary>What a header says.</summary>
    private sealed record BmpForm(long Width, long Height, bool IsDownwards, int Depth, uint Compression, uint Colours)
    {
        /// <summary>Rows end on whole words of 32 bits.</summary>
        public long RowBytes => (Width * Depth + 31) / 32 * 4;
    }

    /// <summary>Which bits of a pixel are which channel's.</summary>
    private sealed record Masks(uint Red, uint Green, uint Blue, uint Alpha)
    {
        public static readonly Masks Usual = new(0xFF0000, 0xFF00, 0xFF, 0);
    }
}
