using System.Buffers.Binary;
using System.Text;

namespace DeferredSeg.Formats.Tests.Building;

/// <summary>Puts a safetensors file together from a header that may say anything.</summary>
internal static class RawSafetensors
{
    public static byte[] Of(string header, int dataBytes = 0) => Of(Encoding.UTF8.GetBytes(header), dataBytes);

    public static byte[] Of(byte[] header, int dataBytes = 0) => Of((ulong)header.Length, header, dataBytes);

    public static byte[] Of(ulong claimedLength, byte[] header, int dataBytes = 0)
    {
        byte[] file = new byte[8 + header.Length + dataBytes];
        BinaryPrimitives.WriteUInt64LittleEndian(file, claimedLength);
        header.CopyTo(file, 8);
        for (int i = 0; i < dataBytes; i++)
            file[8 + header.Length + i] = (byte)i;
        return file;
    }
}
