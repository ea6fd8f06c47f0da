using System.Buffers.Binary;

namespace DeferredSeg.Formats.Images.Tiff;

/// <summary>A tag of a page: what it holds is looked up where it lies.</summary>
/// <param name="At">The entry's first byte.</param>
/// <param name="Type">The type of its values.</param>
/// <param name="Count">How many there are.</param>
/// <param name="ValuesAt">The first value's first byte.</param>
internal readonly record struct TiffTag(int At, int Type, uint Count, int ValuesAt);

/// <summary>The pages of a TIFF file by their tags; no length is believed before it is compared with the file's.</summary>
internal sealed class TiffDirectories
{
    private const int HeaderBytes = 8;
    private const int EntryBytes = 12;
    private const int MostPages = 1 << 16;

    // Bytes of a value by its type, from 1 on: bytes, texts, 16 and 32 bits, ratios, and the same again with signs.
    private static readonly int[] _sizes = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];

    private readonly byte[] _file;
    private readonly string _name;
    private readonly bool _isLittle;

    public TiffDirectories(byte[] file, string name)
    {
        (_file, _name, _isLittle) = (file, name, file[0] == (byte)'I');
        if (file.Length < HeaderBytes)
            throw Refuse(file.Length, $"{file.Length} bytes", $"a header of {HeaderBytes}", "fetch the file again, it is cut off");
        if (UInt16(2) == 43)
            throw Refuse(2, "a BigTIFF", "a classic TIFF", "save it as classic TIFF or PNG");
    }

    /// <summary>The only page, small copies of it left aside.</summary>
    /// <exception cref="ImageFileException">There are several or none, or a directory is damaged.</exception>
    public TiffDirectory OnlyPage()
    {
        List<TiffDirectory> pages = [];
        HashSet<uint> seen = [];
        int index = 0;
        for (uint at = UInt32(4); at != 0; index++)
        {
            if (!seen.Add(at) || index == MostPages)
                throw Refuse(at, "a page that was there before", "each page once", "fetch the file again");
            TiffDirectory page = Read(at, index, out at);
            // A thumbnail or a mask of transparency beside the image.
            if ((page.Number(TiffTagId.SubfileType, 0) & 5) == 0 && page.Number(TiffTagId.OldSubfileType, 1) != 2)
                pages.Add(page);
        }

        return pages.Count == 1
            ? pages[0]
            : throw Refuse(
                null,
                $"{pages.Count} pages",
                "one image",
                pages.Count == 0 ? "fetch the file again" : "save each page as a file of its own; a stack of slices belongs into a NIfTI volume"
            );
    }

    public uint Number(TiffTag tag, uint index) =>
        tag.Type switch
        {
            3 or 8 => UInt16(tag.ValuesAt + 2 * (int)index),
            4 or 9 or 13 => UInt32(tag.ValuesAt + 4 * (int)index),
            _ => _file[tag.ValuesAt + (int)index],
        };

    public ImageFileException Refuse(long? at, string found, string expected, string mend) => new(_name, at, found, expected, mend);

    /// <summary>The file's length, for what lies in it.</summary>
    public long Length => _file.Length;

    private TiffDirectory Read(uint at, int index, out uint next)
    {
        if (at + 2L > _file.Length)
            throw Refuse(_file.Length, $"the end of the file", $"a page's directory at byte {at}", "fetch the file again, it is cut off");
        int count = UInt16((int)at);
        long end = at + 2L + (long)EntryBytes * count;
        if (end + 4 > _file.Length)
            throw Refuse(_file.Length, "the end of the file", $"{count} entries of the directory at byte {at}", "fetch the file again, it is cut off");
        Dictionary<int, TiffTag> tags = [];
        for (int i = 0; i < count; i++)
        {
            int entry = (int)at + 2 + EntryBytes * i;
            int type = UInt16(entry + 2);
            uint values = UInt32(entry + 4);
            if (type < 1 || type >= _sizes.Length)
                continue;
            long bytes = (long)values * _sizes[type];
            long valuesAt = bytes <= 4 ? entry + 8 : UInt32(entry + 8);
            if (bytes > _file.Length || valuesAt > _file.Length - bytes)
                throw Refuse(
                    entry,
                    $"{bytes} bytes of the tag {UInt16(entry)} at byte {valuesAt}",
                    $"values within the file's {_file.Length} bytes",
                    "fetch the file again, it is cut off"
                );
            tags.TryAdd(UInt16(entry), new(entry, type, values, (int)valuesAt));
        }

        next = UInt32((int)end);
        return new(this, (int)at, index, tags);
    }

    private ushort UInt16(int at) =>
        _isLittle ? BinaryPrimitives.ReadUInt16LittleEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt16BigEndian(_file.AsSpan(at));

    private uint UInt32(int at) =>
        _isLittle ? BinaryPrimitives.ReadUInt32LittleEndian(_file.AsSpan(at)) : BinaryPrimitives.ReadUInt32BigEndian(_file.AsSpan(at));
}

/// <summary>The tags of one page.</summary>
/// <param name="File">The file.</param>
/// <param name="At">The directory's first byte.</param>
/// <param name="Index">Its number in the file, from 0.</param>
/// <param name="Tags">By number.</param>
internal sealed record TiffDirectory(TiffDirectories File, int At, int Index, IReadOnlyDictionary<int, TiffTag> Tags)
{
    /// <summary>A tag's first value.</summary>
    public uint Number(int tag, uint otherwise) => Tags.TryGetValue(tag, out TiffTag found) && found.Count > 0 ? File.Number(found, 0) : otherwise;

    /// <summary>A tag's values; null where it is not there.</summary>
    public uint[]? Numbers(int tag)
    {
        if (!Tags.TryGetValue(tag, out TiffTag found))
            return null;
        uint[] values = new uint[found.Count];
        for (uint i = 0; i < values.Length; i++)
            values[i] = File.Number(found, i);
        return values;
    }

    /// <summary>The error of a tag.</summary>
    public ImageFileException Refuse(int tag, string found, string expected, string mend) =>
        File.Refuse(Tags.TryGetValue(tag, out TiffTag there) ? there.At : At, found, expected, mend);
}

/// <summary>The numbers of the tags that are used.</summary>
internal static class TiffTagId
{
    public const int SubfileType = 254;
    public const int OldSubfileType = 255;
    public const int Width = 256;
    public const int Height = 257;
    public const int Depth = 258;
    public const int Compression = 259;
    public const int Photometric = 262;
    public const int StripOffsets = 273;
    public const int Orientation = 274;
    public const int Channels = 277;
    public const int StripByteCounts = 279;
    public const int Planes = 284;
    public const int ColourMap = 320;
    public const int TileWidth = 322;
    public const int TileHeight = 323;
    public const int TileOffsets = 324;
    public const int TileByteCounts = 325;
    public const int SampleFormat = 339;
}
