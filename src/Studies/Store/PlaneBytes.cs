using System.Buffers.Binary;
using System.IO.Compression;
using System.Runtime.InteropServices;
using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Studies.Store;

/// <summary>Planes as bytes: a header of little-endian numbers, then the values, compressed with zlib. Masks take a bit a pixel before that.</summary>
internal static class PlaneBytes
{
    private const int Magic = 0x31505344;

    private enum Kind
    {
        Mask,
        Image,
        ImageOf16Bits,
    }

    public static byte[] Of(MaskPlanes mask)
    {
        var bits = new byte[(mask.Values.Length + 7) / 8];
        for (var i = 0; i < mask.Values.Length; i++)
            bits[i / 8] |= (byte)(mask.Values[i] << (i % 8));
        return Pack(mask.Grid, mask.Classes, Kind.Mask, bits);
    }

    public static byte[] Of(ImagePlanes image)
    {
        if (image.Samples is not { } samples)
            return Pack(image.Grid, image.Channels, Kind.Image, image.Values);
        var values = new byte[3 * samples.Length];
        image.Values.CopyTo(values, 0);
        for (var i = 0; i < samples.Length; i++)
            BinaryPrimitives.WriteUInt16LittleEndian(values.AsSpan(image.Values.Length + 2 * i), samples[i]);
        return Pack(image.Grid, image.Channels, Kind.ImageOf16Bits, values);
    }

    public static MaskPlanes Mask(byte[] bytes)
    {
        var (grid, planes, kind) = Header(bytes);
        var values = new byte[planes * grid.Count];
        var bits = Unpack(bytes, Kind.Mask, kind, (values.Length + 7) / 8);
        for (var i = 0; i < values.Length; i++)
            values[i] = (byte)((bits[i / 8] >> (i % 8)) & 1);
        return new(grid, planes, values);
    }

    public static ImagePlanes Image(byte[] bytes)
    {
        var (grid, planes, kind) = Header(bytes);
        var count = planes * grid.Count;
        if (kind != Kind.ImageOf16Bits)
            return new(grid, planes, Unpack(bytes, Kind.Image, kind, count), null);
        var values = Unpack(bytes, Kind.ImageOf16Bits, kind, 3 * count);
        var samples = new ushort[count];
        for (var i = 0; i < count; i++)
            samples[i] = BinaryPrimitives.ReadUInt16LittleEndian(values.AsSpan(count + 2 * i));
        return new(grid, planes, values[..count], samples);
    }

    private static byte[] Pack(Grid grid, int planes, Kind kind, byte[] values)
    {
        using var packed = new MemoryStream();
        ReadOnlySpan<int> header = [Magic, (int)kind, planes, grid.Axes, grid.Depth, grid.Height, grid.Width];
        Span<byte> number = stackalloc byte[4];
        foreach (var value in header)
        {
            BinaryPrimitives.WriteInt32LittleEndian(number, value);
            packed.Write(number);
        }
        using (var zlib = new ZLibStream(packed, CompressionLevel.Fastest, leaveOpen: true))
            zlib.Write(values);
        return packed.ToArray();
    }

    private static (Grid Grid, int Planes, Kind Kind) Header(byte[] bytes)
    {
        if (bytes.Length < 28 || BinaryPrimitives.ReadInt32LittleEndian(bytes) != Magic)
            throw new StudyException("Planes of the study are damaged: they do not begin as planes do. Restore the study from a backup.");
        var numbers = MemoryMarshal.Cast<byte, int>(bytes.AsSpan(0, 28));
        return (numbers[3] == 2 ? new(numbers[5], numbers[6]) : new(numbers[4], numbers[5], numbers[6]), numbers[2], (Kind)numbers[1]);
    }

    private static byte[] Unpack(byte[] bytes, Kind wanted, Kind found, int length)
    {
        if (wanted != found)
            throw new StudyException($"Planes of the study are {found}; expected {wanted}. Restore the study from a backup.");
        using var zlib = new ZLibStream(new MemoryStream(bytes, 28, bytes.Length - 28), CompressionMode.Decompress);
        var values = new byte[length];
        zlib.ReadExactly(values);
        return values;
    }
}
