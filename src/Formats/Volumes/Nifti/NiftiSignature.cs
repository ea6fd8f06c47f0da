using System.Buffers.Binary;

namespace DeferredSeg.Formats.Volumes.Nifti;

/// <summary>What the first bytes of a header say about the rest.</summary>
/// <param name="Version">1 or 2.</param>
/// <param name="BigEndian">Whether the largest byte of a number comes first.</param>
/// <param name="IsPair">Whether the voxels lie in a file of their own (.hdr and .img).</param>
internal readonly record struct NiftiSignature(int Version, bool BigEndian, bool IsPair)
{
    public const int Version1Length = 348;
    public const int Version2Length = 540;

    /// <summary>As many bytes as any header has, with the four that announce extensions.</summary>
    public const int LongestStart = Version2Length + 4;

    private const int Version1MagicAt = 344;
    private const int Version2MagicAt = 4;

    public int HeaderLength => Version == 1 ? Version1Length : Version2Length;

    public static ReadOnlySpan<byte> Single1 => "n+1\0"u8;

    private static ReadOnlySpan<byte> Pair1 => "ni1\0"u8;

    private static ReadOnlySpan<byte> Single2 => [(byte)'n', (byte)'+', (byte)'2', 0, 0x0D, 0x0A, 0x1A, 0x0A];

    private static ReadOnlySpan<byte> Pair2 => [(byte)'n', (byte)'i', (byte)'2', 0, 0x0D, 0x0A, 0x1A, 0x0A];

    /// <summary>Null where these are not the first bytes of a whole NIfTI header.</summary>
    public static NiftiSignature? Of(ReadOnlySpan<byte> start)
    {
        if (Length(start) is not { } found || start.Length < found.Length)
            return null;
        ReadOnlySpan<byte> magic = found.Length == Version1Length ? start.Slice(Version1MagicAt, 4) : start.Slice(Version2MagicAt, 8);
        int version = found.Length == Version1Length ? 1 : 2;
        bool isPair = magic.SequenceEqual(version == 1 ? Pair1 : Pair2);
        return isPair || magic.SequenceEqual(version == 1 ? Single1 : Single2) ? new(version, found.BigEndian, isPair) : null;
    }

    /// <summary>The signature, or the refusal of what else the file is.</summary>
    public static NiftiSignature Require(ReadOnlySpan<byte> start, NiftiFault fault)
    {
        if (Of(start) is { } signature)
            return signature;
        if (Length(start) is not { } found)
            throw fault.Refuse(
                0,
                start.IsEmpty ? "an empty file" : $"the bytes {Convert.ToHexString(start[..Math.Min(4, start.Length)])}",
                $"a header that starts with its length, {Version1Length} or {Version2Length}",
                "this is no NIfTI file, or a damaged one: fetch or export it again"
            );
        if (start.Length < found.Length)
            throw fault.Refuse(start.Length, "the end of the file", $"a header of {found.Length} bytes", NiftiFault.Truncated);
        int at = found.Length == Version1Length ? Version1MagicAt : Version2MagicAt;
        ReadOnlySpan<byte> magic = start.Slice(at, 4);
        throw fault.Refuse(
            at,
            magic.SequenceEqual(new byte[4]) ? "a header without NIfTI's mark, as ANALYZE 7.5 has" : $"the mark {Convert.ToHexString(magic)}",
            "n+1 or ni1 (NIfTI-1), n+2 or ni2 (NIfTI-2)",
            "convert the file to NIfTI, since without the mark its orientation is not known"
        );
    }

    private static (int Length, bool BigEndian)? Length(ReadOnlySpan<byte> start)
    {
        if (start.Length < 4)
            return null;
        foreach (int length in new[] { Version1Length, Version2Length })
        {
            if (BinaryPrimitives.ReadInt32LittleEndian(start) == length)
                return (length, false);
            if (BinaryPrimitives.ReadInt32BigEndian(start) == length)
                return (length, true);
        }

        return null;
    }
}
