using System.Buffers.Binary;
using System.Collections.Immutable;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Volumes;

/// <summary>The description of a volume (NIfTI-1, Cox et al. 2004; NIfTI-2, 2011).</summary>
public sealed class NiftiHeader
{
    private const int MostDimensions = 7;

    internal NiftiHeader(ReadOnlySpan<byte> start, NiftiFault fault)
    {
        NiftiSignature signature = NiftiSignature.Require(start, fault);
        Version = signature.Version;
        IsBigEndian = signature.BigEndian;
        IsPair = signature.IsPair;
        NiftiFields fields = new(start, signature.Version, signature.BigEndian);
        Size = ReadSize(fields, fault);
        Type = ReadType(fields, fault);
        if (!TensorInfo.TryCount(Size.AsSpan(), 8, out long voxels))
            throw fault.Refuse(fields.DimensionsAt, $"a volume of {string.Join(" x ", Size)} voxels", "fewer than 2^60");
        VoxelCount = voxels;
        DataStart = ReadDataStart(fields, signature, fault);
        Geometry = NiftiGeometry.Read(fields, Size, fault);
        double slope = fields.Slope;
        if (!double.IsFinite(slope) || slope == 0)
            return;
        Slope = slope;
        Intercept = double.IsFinite(fields.Intercept) ? fields.Intercept : 0;
    }

    /// <summary>1 or 2.</summary>
    public int Version { get; }

    /// <summary>Voxels along X, Y and Z and the number of volumes, four numbers of at least 1.</summary>
    public ImmutableArray<long> Size { get; }

    /// <summary>The type of the stored values.</summary>
    public NiftiType Type { get; }

    /// <summary>
    /// What stored values are multiplied by; 1 where the header has no scaling: a slope (scl_slope) that is 0, NaN or infinite, by which
    /// writers say so. The intercept then does not count either.
    /// </summary>
    public double Slope { get; } = 1;

    /// <summary>What is added then; one that is not finite counts as 0.</summary>
    public double Intercept { get; }

    /// <summary>Whether the scaling changes values.</summary>
    public bool IsScaled => Slope != 1 || Intercept != 0;

    /// <summary>Where the voxels lie.</summary>
    public VolumeGeometry Geometry { get; }

    internal bool IsBigEndian { get; }

    internal bool IsPair { get; }

    internal long VoxelCount { get; }

    /// <summary>The first voxel's byte in the inflated file that has them.</summary>
    internal long DataStart { get; }

    internal long DataLength => VoxelCount * Type.Size();

    private static ImmutableArray<long> ReadSize(NiftiFields fields, NiftiFault fault)
    {
        long count = fields.Dimension(0);
        if (count is < 1 or > MostDimensions)
            throw fault.Refuse(fields.DimensionsAt, $"{count} dimensions", $"1 to {MostDimensions}");
        long[] size = [1, 1, 1, 1];
        for (int i = 1; i <= count; i++)
        {
            long length = fields.Dimension(i);
            if (length < 1)
                throw fault.Refuse(fields.DimensionsAt, $"{length} voxels along dimension {i} of {count}", "at least 1");
            if (i > size.Length && length > 1)
                throw fault.Refuse(
                    fields.DimensionsAt,
                    $"{length} values along dimension {i}",
                    "a volume or a series of volumes, with 1 from dimension 5 on",
                    "split it into files of up to four dimensions"
                );
            if (i <= size.Length)
                size[i - 1] = length;
        }

        return [.. size];
    }

    private static NiftiType ReadType(NiftiFields fields, NiftiFault fault)
    {
        NiftiType type = (NiftiType)fields.Type;
        if (!Enum.IsDefined(type))
            throw fault.Refuse(
                fields.TypeAt,
                $"voxels of type {NiftiTypes.Unread(fields.Type)}",
                "integers of 1 to 8 bytes, float32 or float64",
                "convert the volume to one of these; of colours and complex numbers store one quantity"
            );
        if (fields.BitsPerVoxel != 0 && fields.BitsPerVoxel != 8 * type.Size())
            throw fault.Refuse(fields.TypeAt + 2, $"{fields.BitsPerVoxel} bits a voxel of type {type}", $"{8 * type.Size()}");
        return type;
    }

    private static long ReadDataStart(NiftiFields fields, NiftiSignature signature, NiftiFault fault)
    {
        double start = fields.DataStart;
        long least = signature.IsPair ? 0 : signature.HeaderLength + 4;
        if (start == 0)
            return least;
        if (!(start >= least && start < long.MaxValue && Math.Floor(start) == start))
            throw fault.Refuse(
                fields.DataStartAt,
                FormattableString.Invariant($"voxels from byte {start} on"),
                $"a whole number from {least} on, behind the header"
            );
        return (long)start;
    }
}

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
