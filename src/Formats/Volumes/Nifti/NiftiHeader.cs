using System.Collections.Immutable;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Volumes.Nifti;

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
