using System.Buffers.Binary;
using System.Text;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>The checked description of a file: its tensors in the order of their data, its text, where the data begin.</summary>
internal sealed class SafetensorsHeader
{
    /// <summary>The header is preceded by its length, an unsigned little-endian 64-bit number.</summary>
    public const int LengthBytes = 8;

    /// <summary>The key of a header that is no tensor's name: free text.</summary>
    public const string MetadataKey = "__metadata__";

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
                $"the header is too small: a safetensors file begins with the {LengthBytes} bytes of its header's length, "
                    + $"this file has {source.Length} bytes in all"
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
                $"invalid header length: the header claims {length} bytes, {source.Length - LengthBytes} are left in the file; "
                    + "it is truncated or no safetensors file"
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

/// <summary>A tensor of a header.</summary>
/// <param name="Tensor">Its description.</param>
/// <param name="Begin">Its first byte, counted from the end of the header.</param>
/// <param name="End">The byte after its last, counted likewise.</param>
/// <param name="DeclaredAt">Where the header names it, in bytes from the start of the file.</param>
internal sealed record SafetensorsEntry(TensorInfo Tensor, long Begin, long End, long DeclaredAt);

/// <summary>
/// The data of a file must be covered by its tensors exactly once: no byte unclaimed, where something could hide,
/// and none claimed twice.
/// </summary>
internal static class SafetensorsDataLayout
{
    /// <summary>Checks, and gives the entries in the order of their data.</summary>
    public static IReadOnlyList<SafetensorsEntry> Check(IEnumerable<SafetensorsEntry> entries, ByteSource source, long dataStart)
    {
        SafetensorsEntry[] ordered = [.. entries.OrderBy(entry => entry.Begin).ThenBy(entry => entry.End)];
        long covered = 0;
        foreach (SafetensorsEntry entry in ordered)
        {
            string name = Quoted.Text(entry.Tensor.Name);
            if (entry.Begin > entry.End)
                throw source.Refuse(entry.DeclaredAt, $"invalid offsets of tensor {name}: begin {entry.Begin} lies after end {entry.End}");
            if (entry.Begin < covered)
                throw source.Refuse(
                    entry.DeclaredAt,
                    $"invalid offsets of tensor {name}: it begins at {entry.Begin} and overlaps the tensor before it, which ends at {covered}"
                );
            if (entry.Begin > covered)
                throw source.Refuse(entry.DeclaredAt, $"invalid offsets of tensor {name}: it begins at {entry.Begin} and leaves a gap after {covered}");
            if (entry.End - entry.Begin != entry.Tensor.ByteCount)
                throw source.Refuse(
                    entry.DeclaredAt,
                    $"tensor {name} takes {entry.Tensor.ByteCount} bytes as {entry.Tensor.Form}, but its offsets span {entry.End - entry.Begin}"
                );
            covered = entry.End;
        }

        long present = source.Length - dataStart;
        if (covered > present)
            throw source.Refuse(
                source.Length,
                $"incomplete data: the tensors take {covered} bytes, {present} follow the header; the file is truncated: fetch it again"
            );
        if (covered < present)
            throw source.Refuse(dataStart + covered, $"{present - covered} bytes follow the last tensor, where the file should end");
        return ordered;
    }
}

/// <summary>The format's names of element types, and the order in which its reference writer lays them out.</summary>
internal static class SafetensorsDType
{
    /// <summary>Smallest alignment first, as in the reference implementation.</summary>
    private static readonly (string Name, TensorDType DType)[] _known =
    [
        ("BOOL", TensorDType.Bool),
        ("U8", TensorDType.UInt8),
        ("I8", TensorDType.Int8),
        ("I16", TensorDType.Int16),
        ("F16", TensorDType.Float16),
        ("BF16", TensorDType.BFloat16),
        ("I32", TensorDType.Int32),
        ("F32", TensorDType.Float32),
        ("F64", TensorDType.Float64),
        ("I64", TensorDType.Int64),
    ];

    /// <summary>For messages: every name that is read.</summary>
    public static string Names { get; } = string.Join(", ", _known.Select(entry => entry.Name));

    public static TensorDType? Parse(string name) => Array.FindIndex(_known, entry => entry.Name == name) is >= 0 and var index ? _known[index].DType : null;

    public static string NameOf(TensorDType dtype) => _known[RankOf(dtype)].Name;

    /// <summary>The position in the reference writer's order.</summary>
    public static int RankOf(TensorDType dtype) => Array.FindIndex(_known, entry => entry.DType == dtype);
}

/// <summary>
/// What a header may hold. The first is the format's own limit; the others keep the memory
/// for an opened header in proportion to the file.
/// </summary>
internal static class SafetensorsLimits
{
    public const long HeaderBytes = 100_000_000;
    public const int Tensors = 100_000;
    public const int Rank = 64;
    public const int TextBytes = 1 << 24;
    public const int TotalTextBytes = 1 << 25;
}
