using System.Buffers.Binary;

namespace DeferredSeg.Formats.Tests.Images.Tiff;

/// <summary>An uncompressed TIFF page written by hand, with tags that a test may change, leave out or repeat.</summary>
internal sealed class StoredTiff
{
    private readonly SortedDictionary<int, (int Type, uint[] Values)> _tags = [];
    private readonly byte[] _pixels;

    public StoredTiff(int height, int width, int channels, int depth, int photometric, byte[] pixels)
    {
        _pixels = pixels;
        With(256, 4, (uint)width).With(257, 4, (uint)height).With(258, 3, [.. Enumerable.Repeat((uint)depth, channels)]).With(259, 3, 1);
        With(262, 3, (uint)photometric).With(273, 4, 8).With(277, 3, (uint)channels).With(278, 4, (uint)height).With(279, 4, (uint)pixels.Length);
    }

    public StoredTiff With(int tag, int type, params uint[] values)
    {
        _tags[tag] = (type, values);
        return this;
    }

    public StoredTiff Without(int tag)
    {
        _tags.Remove(tag);
        return this;
    }

    /// <summary>The file: header, pixels, directories; the page is repeated with a subfile type of its own for each that is named.</summary>
    public byte[] File(bool isLittle = true, params uint[] morePages)
    {
        List<byte> file = [.. isLittle ? "II*\0"u8 : "MM\0*"u8];
        Put32(file, 0, isLittle);
        file.AddRange(_pixels);
        if (file.Count % 2 == 1)
            file.Add(0);
        int link = 4;
        foreach (uint? subfile in (uint?[])[null, .. morePages])
        {
            if (subfile is { } kind)
                With(254, 4, kind);
            byte[] at = new byte[4];
            Write32(at, (uint)file.Count, isLittle);
            for (int i = 0; i < 4; i++)
                file[link + i] = at[i];
            Put16(file, (ushort)_tags.Count, isLittle);
            int later = file.Count + 12 * _tags.Count + 4;
            List<byte> values = [];
            foreach ((int tag, (int type, uint[] numbers)) in _tags)
            {
                Put16(file, (ushort)tag, isLittle);
                Put16(file, (ushort)type, isLittle);
                Put32(file, (uint)numbers.Length, isLittle);
                List<byte> stored = [];
                foreach (uint number in numbers)
                    if (type == 3)
                        Put16(stored, (ushort)number, isLittle);
                    else
                        Put32(stored, number, isLittle);
                if (stored.Count <= 4)
                    file.AddRange([.. stored, .. new byte[4 - stored.Count]]);
                else
                {
                    Put32(file, (uint)(later + values.Count), isLittle);
                    values.AddRange(stored);
                }
            }
            link = file.Count;
            Put32(file, 0, isLittle);
            file.AddRange(values);
        }

        return [.. file];
    }

    private static void Put16(List<byte> file, ushort value, bool isLittle)
    {
        Span<byte> bytes = stackalloc byte[2];
        if (isLittle)
            BinaryPrimitives.WriteUInt16LittleEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt16BigEndian(bytes, value);
        file.AddRange(bytes);
    }

    private static void Put32(List<byte> file, uint value, bool isLittle)
    {
        byte[] bytes = new byte[4];
        Write32(bytes, value, isLittle);
        file.AddRange(bytes);
    }

    private static void Write32(Span<byte> bytes, uint value, bool isLittle)
    {
        if (isLittle)
            BinaryPrimitives.WriteUInt32LittleEndian(bytes, value);
        else
            BinaryPrimitives.WriteUInt32BigEndian(bytes, value);
    }
}
