using System.Buffers.Binary;

namespace DeferredSeg.Formats.Tests.Images.Jpeg;

/// <summary>A segment of a JPEG file, with the coded data where some follow it; so that tests can change one and leave the others.</summary>
internal sealed record JpegPart(byte Marker, byte[] Content, byte[] Data)
{
    /// <summary>The segments between SOI and EOI.</summary>
    public static List<JpegPart> Split(byte[] file)
    {
        List<JpegPart> parts = [];
        for (int at = 2; file[at + 1] != 0xD9; )
        {
            int length = BinaryPrimitives.ReadUInt16BigEndian(file.AsSpan(at + 2));
            int end = at + 2 + length;
            int next = end;
            while (file[next] != 0xFF || file[next + 1] is 0 or (>= 0xD0 and <= 0xD7))
                next++;
            parts.Add(new(file[at + 1], file[(at + 4)..end], file[end..next]));
            at = next;
        }

        return parts;
    }

    public static byte[] Join(IEnumerable<JpegPart> parts) => [0xFF, 0xD8, .. parts.SelectMany(part => part.Bytes()), 0xFF, 0xD9];

    public byte[] Bytes() => [0xFF, Marker, (byte)((Content.Length + 2) >> 8), (byte)(Content.Length + 2), .. Content, .. Data];
}
