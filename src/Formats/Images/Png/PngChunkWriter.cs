using System.Buffers.Binary;
using System.Text;

namespace DeferredSeg.Formats.Images.Png;

/// <summary>Writes chunks: length, type, content, CRC of type and content.</summary>
internal sealed class PngChunkWriter(Stream destination)
{
    public void Write(string type, ReadOnlySpan<byte> content)
    {
        Span<byte> number = stackalloc byte[4];
        Span<byte> name = stackalloc byte[4];
        Encoding.ASCII.GetBytes(type, name);
        Crc32 crc = new();
        crc.Append(name);
        crc.Append(content);
        BinaryPrimitives.WriteInt32BigEndian(number, content.Length);
        destination.Write(number);
        destination.Write(name);
        destination.Write(content);
        BinaryPrimitives.WriteUInt32BigEndian(number, crc.Value);
        destination.Write(number);
    }
}
