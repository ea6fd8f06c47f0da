using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.Runtime.InteropServices;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Volumes;

/// <summary>
/// Reads a volume, or a series of volumes of the same size, in NIfTI-1 or NIfTI-2: <c>.nii</c>, <c>.nii.gz</c> or a pair of
/// <c>.hdr</c> and <c>.img</c>, in either byte order. Opening reads the header only. Voxels of an uncompressed file are read where they
/// are, slice by slice if one likes; a compressed file is inflated as a whole at the first reading and held until it is closed. Header
/// extensions are skipped. Reads may run on several threads at once.
/// </summary>
/// <remarks>
/// As an array the volume is <c>[Z, Y, X]</c>, a series <c>[T, Z, Y, X]</c>: row-major order is then the file's own. Values have the
/// header's scaling applied (<see cref="NiftiHeader.Slope"/>). Axes are never flipped or exchanged; what they mean in the patient says
/// <see cref="NiftiHeader.Geometry"/>.
/// </remarks>
public sealed class NiftiFile : ITensorFile
{
    private readonly NiftiVoxels _voxels;

    private NiftiFile(string path, string name, NiftiHeader header, NiftiBytes bytes)
    {
        Path = path;
        Header = header;
        _voxels = new(header, bytes, path);
        (long x, long y, long z, long t) = (header.Size[0], header.Size[1], header.Size[2], header.Size[3]);
        long[] shape = t == 1 ? [z, y, x] : [t, z, y, x];
        Array = new(name, header.Type.DType(header.IsScaled), shape);
        Tensors = [Array];
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <summary>The description.</summary>
    public NiftiHeader Header { get; }

    /// <summary>
    /// The volume: <c>[Z, Y, X]</c> or <c>[T, Z, Y, X]</c>. Its type is the stored one, unsigned numbers of 2 bytes as Int32, of 4 and 8
    /// bytes as Int64; with scaling Float32, or Float64 where the stored values have more than 24 bits.
    /// </summary>
    public TensorInfo Array { get; }

    /// <summary>The volume.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Always empty.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Opens a file.</summary>
    /// <param name="path">The file; of a pair either one.</param>
    /// <param name="name">What its array is to be called; null means the file's name without its extensions.</param>
    /// <param name="options">What may be used; the defaults where null.</param>
    /// <exception cref="ImageFileException">The file is no NIfTI file, or damaged, unsupported or too large.</exception>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NiftiFile Open(string path, string? name = null, NiftiReadOptions? options = null)
    {
        if (Directory.Exists(path))
            throw new ImageFileException(path, null, "a folder", "a NIfTI file", "name a file in it");
        string header = NiftiPair.HeaderOf(path);
        return Open(new NiftiBytes(FileBytes.Open(header)), name ?? NameOf(path), options ?? new(), () => NiftiPair.OpenVoxels(header));
    }

    /// <summary>Opens a file that is in memory; a pair cannot be.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="path">Stands for its path in messages.</param>
    /// <param name="name">What its array is to be called.</param>
    /// <param name="options">What may be used; the defaults where null.</param>
    /// <exception cref="ImageFileException">The content is no NIfTI file, or damaged, unsupported or too large.</exception>
    public static NiftiFile Open(ReadOnlyMemory<byte> content, string path, string name, NiftiReadOptions? options = null) =>
        Open(
            new NiftiBytes(new MemoryBytes(path, content)),
            name,
            options ?? new(),
            () => throw new ImageFileException(path, null, "the header of a pair of files", "header and voxels in one", "name the file on disk")
        );

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => (tensor = name == Array.Name ? Array : null) is not null;

    /// <summary>Reads all values in the type of <see cref="Array"/>.</summary>
    /// <inheritdoc/>
    /// <exception cref="ImageFileException">The file is damaged, or a value does not fit the type.</exception>
    public void Read(string name, Span<byte> destination)
    {
        if (name != Array.Name)
            throw TensorRequest.Unknown(this, name);
        TensorRequest.RequireLength(name, Array.ByteCount, destination);
        _voxels.ReadAll(destination, Array.DType);
    }

    /// <summary>Reads all values in single precision, whatever they are stored as.</summary>
    /// <param name="destination">As many numbers as the volume has, in the order of <see cref="Array"/>.</param>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="ImageFileException">The file is damaged.</exception>
    public void Read(Span<float> destination)
    {
        if (destination.Length != Array.ElementCount)
            throw new ArgumentException($"'{Array.Name}' has {Array.ElementCount} values, but the destination has {destination.Length}", nameof(destination));
        _voxels.ReadAll(MemoryMarshal.AsBytes(destination), TensorDType.Float32);
    }

    /// <summary>The rows and columns of a slice across an axis: <c>[Y, X]</c> across Z, <c>[Z, X]</c> across Y, <c>[Z, Y]</c> across X.</summary>
    public (long Height, long Width) SliceSize(VolumeAxis axis) =>
        axis switch
        {
            VolumeAxis.X => (Header.Size[2], Header.Size[1]),
            VolumeAxis.Y => (Header.Size[2], Header.Size[0]),
            _ => (Header.Size[1], Header.Size[0]),
        };

    /// <summary>Reads a slice in single precision.</summary>
    /// <param name="axis">The axis that it lies across.</param>
    /// <param name="index">Its place along that axis, from 0.</param>
    /// <param name="destination">Its values row by row, as many as <see cref="SliceSize"/> says.</param>
    /// <param name="volume">The volume of a series, from 0.</param>
    /// <exception cref="ArgumentException">The slice is not there, or the destination has another length.</exception>
    /// <exception cref="ImageFileException">The file is damaged.</exception>
    public void ReadSlice(VolumeAxis axis, long index, Span<float> destination, long volume = 0) =>
        ReadSlice(axis, index, volume, MemoryMarshal.AsBytes(destination), TensorDType.Float32);

    /// <summary>Reads a slice in the type of <see cref="Array"/>, little-endian.</summary>
    /// <inheritdoc cref="ReadSlice(VolumeAxis, long, Span{float}, long)"/>
    public void ReadSlice(VolumeAxis axis, long index, Span<byte> destination, long volume = 0) => ReadSlice(axis, index, volume, destination, Array.DType);

    /// <summary>Closes the file and lets go what was inflated.</summary>
    public void Dispose() => _voxels.Dispose();

    /// <summary>Whether a file that starts so is NIfTI, or compressed as only NIfTI files are here; at least the first 348 bytes are needed to tell.</summary>
    internal static bool Recognises(ReadOnlySpan<byte> start) => NiftiBytes.IsGzip(start) || NiftiSignature.Of(start) is not null;

    private static NiftiFile Open(NiftiBytes bytes, string name, NiftiReadOptions options, Func<NiftiBytes> openVoxels)
    {
        try
        {
            byte[] start = new byte[NiftiSignature.LongestStart];
            NiftiHeader header = new(start.AsSpan(0, bytes.ReadStart(start)), bytes.Fault);
            string path = bytes.Fault.Name;
            if (header.IsPair)
            {
                bytes.Dispose();
                bytes = openVoxels();
            }

            bytes.RequireRoom(header.DataStart, header.DataLength, options);
            return new(path, name, header, bytes);
        }
        catch
        {
            bytes.Dispose();
            throw;
        }
    }

    private void ReadSlice(VolumeAxis axis, long index, long volume, Span<byte> destination, TensorDType dtype)
    {
        if (!Enum.IsDefined(axis) || index < 0 || index >= Header.Size[(int)axis])
            throw new ArgumentException(
                $"slice {index} across {axis} was asked for; '{Array.Name}' has {string.Join(" x ", Header.Size.Take(3))} voxels along X, Y and Z",
                nameof(index)
            );
        if (volume < 0 || volume >= Header.Size[3])
            throw new ArgumentException($"volume {volume} was asked for; '{Array.Name}' has {Header.Size[3]}", nameof(volume));
        (long height, long width) = SliceSize(axis);
        if (destination.Length != height * width * dtype.ElementSize())
            throw new ArgumentException(
                $"a slice across {axis} has {height} x {width} values of {dtype.ElementSize()} bytes, but the destination has {destination.Length} bytes",
                nameof(destination)
            );
        _voxels.ReadSlice(axis, index, volume, destination, dtype);
    }

    private static string NameOf(string path)
    {
        string name = System.IO.Path.GetFileName(path);
        if (name.EndsWith(".gz", StringComparison.OrdinalIgnoreCase))
            name = name[..^3];
        return System.IO.Path.GetFileNameWithoutExtension(name);
    }
}

/// <summary>What a reader of volumes may use.</summary>
public sealed record NiftiReadOptions
{
    /// <summary>
    /// The bytes of voxels that a compressed file may inflate to, which are then held in memory; one that promises more is refused before
    /// memory is taken for it. Default and most: 2,147,483,591, the largest array of bytes. Uncompressed files are read where they are,
    /// whatever their size.
    /// </summary>
    public long MaximumInflatedBytes
    {
        get;
        init =>
            field =
                value >= 1 && value <= Array.MaxLength
                    ? value
                    : throw new ArgumentOutOfRangeException(nameof(value), value, $"the most bytes of an inflated volume lie from 1 to {Array.MaxLength}");
    } = Array.MaxLength;
}
