using System.Buffers.Binary;
using System.Text;
using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>The checked description of a file: its tensors in the order of their data, its text, where the data begin.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The header is preceded by its length, an unsigned little-endian 64-bit number.</summary>
    public const int LengthBytes = 8;

    private SafetensorsHeader(IReadOnlyList<SafetensorsEntry> entries, IReadOnlyDictionary<string, string> metadata, long dataStart)
    {
        Entries = entries;
        Metadata = metadata;
        DataStart = dataStart;
    }

    public IReadOnlyList<SafetensorsEntry> Entries { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; }

    public long DataStart { get; }

    public static SafetensorsHeader Read(ByteSource source)
    {
        byte[] json = ReadJson(source);
        SafetensorsHeaderWalk walk = new(json, source);
        walk.Run();
        long dataStart = LengthBytes + json.Length;
        IReadOnlyList<SafetensorsEntry> entries = SafetensorsDataLayout.Check(walk.Entries, source, dataStart);
        return new SafetensorsHeader(entries, walk.Metadata, dataStart);
    }

    private static byte[] ReadJson(ByteSource source)
    {
        if (source.Length < LengthBytes)
            throw source.Refuse(
                0,
                $"the header is too small: a safetensors file begins with the {LengthBytes} bytes of its header's length, this file has {source.Length} bytes in all"
            );
        Span<byte> prefix = stackalloc byte[LengthBytes];
        source.ReadExactly(0, prefix);
        ulong length = BinaryPrimitives.ReadUInt64LittleEndian(prefix);
        if (length > SafetensorsLimits.HeaderBytes)
            throw source.Refuse(
                0,
                $"the header is too large: {length} bytes, at most {SafetensorsLimits.HeaderBytes} are allowed; is this a safetensors file?"
            );
        if ((long)length > source.Length - LengthBytes)
            throw source.Refuse(
                0,
                $"invalid header length: the header claims {length} bytes, {source.Length - LengthBytes} are left in the file; it is truncated or no safetensors file"
            );
        if (length == 0)
            throw source.Refuse(0, "invalid header length: the header has 0 bytes, but even a file without tensors has the header {}");
        byte[] json = new byte[length];
        source.ReadExactly(LengthBytes, json);
        RequireUtf8(json, source);
        if (json[0] != (byte)'{')
            throw source.Refuse(LengthBytes, $"the header does not start with '{{' but with byte 0x{json[0]:x2}");
        return json;
    }

    private static void RequireUtf8(byte[] json, ByteSource source)
    {
        if (System.Text.Unicode.Utf8.IsValid(json))
            return;
        int at = 0;
        while (Rune.DecodeFromUtf8(json.AsSpan(at), out _, out int consumed) == System.Buffers.OperationStatus.Done)
            at += consumed;
        throw source.Refuse(LengthBytes + at, $"the header is not UTF-8: byte 0x{json[at]:x2} does not belong here");
    }
}
