using System.Buffers.Binary;
using System.IO.Compression;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Volumes;

/// <summary>
/// Writes a volume or a series of volumes in NIfTI-1, little-endian, without scaling, header and voxels in one file. A file is written
/// under another name next to the target, flushed and renamed; on any failure the target is unchanged.
/// </summary>
public static class NiftiWriter
{
    private const string Plain = ".nii";
    private const string Compressed = ".nii.gz";

    /// <summary>Writes a file.</summary>
    /// <param name="path">The file to write, ending in <c>.nii</c>, or in <c>.nii.gz</c> to be compressed; an existing one is replaced.</param>
    /// <param name="volume">The type and the shape, <c>[Y, X]</c>, <c>[Z, Y, X]</c> or <c>[T, Z, Y, X]</c>; Bool is written as UInt8.</param>
    /// <param name="geometry">
    /// Where the voxels lie, for example as <see cref="NiftiHeader.Geometry"/> of the image that a mask belongs to; null where nothing is
    /// known. An affine is written as sform, and as qform what <see cref="VolumeGeometry.Qform"/> says, else the affine too where it is a rotation with
    /// the given spacing, each in single precision.
    /// </param>
    /// <param name="writeValues">Called once; writes row-major little-endian values.</param>
    /// <exception cref="ArgumentException">The name ends otherwise, or a size is 0 or above 32767, which NIfTI-1 cannot state.</exception>
    /// <exception cref="NotSupportedException">NIfTI has no such element type (Float16, BFloat16).</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, TensorInfo volume, VolumeGeometry? geometry, TensorWriter writeValues)
    {
        bool isCompressed = path.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase);
        if (!isCompressed && !path.EndsWith(Plain, StringComparison.OrdinalIgnoreCase))
            throw new ArgumentException($"{path} ends otherwise than volumes that are written: in {Plain} or {Compressed}; choose such a name", nameof(path));
        byte[] header = NiftiHeaderWriter.Compose(volume, geometry);
        ReplacedFile.Write(
            path,
            file =>
            {
                if (!isCompressed)
                {
                    Write(file, header, volume, writeValues);
                    return;
                }

                using GZipStream deflated = new(file, CompressionLevel.Optimal, leaveOpen: true);
                Write(deflated, header, volume, writeValues);
            }
        );
    }

    private static void Write(Stream file, byte[] header, TensorInfo volume, TensorWriter writeValues)
    {
        file.Write(header);
        ExactLengthStream.Write(file, volume, writeValues);
    }
}

/// <summary>Composes the header of NIfTI-1. The places are those of <see cref="NiftiFields"/>.</summary>
internal static class NiftiHeaderWriter
{
    private const int Millimetres = 2;
    private const short LargestSize = short.MaxValue;

    /// <summary>The bytes before the voxels: the header and the mark that no extensions follow.</summary>
    public static byte[] Compose(TensorInfo volume, VolumeGeometry? geometry)
    {
        NiftiType type = NiftiTypes.Of(volume.DType);
        if (volume.Shape.Length is < 2 or > 4 || volume.Shape.Any(size => size is < 1 or > LargestSize))
            throw new ArgumentException(
                $"'{volume.Name}' is {volume.Form}; expected [Y, X], [Z, Y, X] or [T, Z, Y, X] with sizes from 1 to {LargestSize}",
                nameof(volume)
            );
        byte[] header = new byte[NiftiSignature.Version1Length + 4];
        BinaryPrimitives.WriteInt32LittleEndian(header, NiftiSignature.Version1Length);
        // A field that old readers ask for.
        header[38] = (byte)'r';
        for (int i = 0; i < 8; i++)
            Int16(header, 40 + 2 * i, 1);
        Int16(header, 40, Math.Max(3, volume.Shape.Length));
        for (int i = 0; i < volume.Shape.Length; i++)
            Int16(header, 42 + 2 * i, volume.Shape[^(i + 1)]);
        Int16(header, 70, (long)type);
        Int16(header, 72, 8 * type.Size());
        for (int i = 0; i < 8; i++)
            Single(header, 76, i, 1);
        Single(header, 108, 0, header.Length);
        Single(header, 112, 0, 1);
        NiftiSignature.Single1.CopyTo(header.AsSpan(344));
        if (geometry is not null)
            Place(header, geometry);
        return header;
    }

    private static void Place(byte[] header, VolumeGeometry geometry)
    {
        header[123] = Millimetres;
        for (int i = 0; i < 3; i++)
            Single(header, 80, i, geometry.Spacing[i]);
        if (geometry.Affine is not { } affine || geometry.Source == AffineSource.Spacing)
            return;
        Int16(header, 254, geometry.Space);
        for (int i = 0; i < 12; i++)
            Single(header, 280, i, affine[i]);
        IReadOnlyList<double> qform = geometry.Qform ?? affine;
        if (!TryRotation(qform, geometry.Spacing, out double sign, out NiftiQuaternion quaternion))
            return;
        Int16(header, 252, geometry.Qform is null ? geometry.Space : geometry.QformSpace);
        Single(header, 76, 0, sign);
        double[] values = [quaternion.B, quaternion.C, quaternion.D, qform[3], qform[7], qform[11]];
        for (int i = 0; i < values.Length; i++)
            Single(header, 256, i, values[i]);
    }

    /// <summary>Takes an affine apart into a rotation, the spacing and the sign of the third axis, where it is made of these.</summary>
    private static bool TryRotation(IReadOnlyList<double> affine, IReadOnlyList<double> spacing, out double sign, out NiftiQuaternion quaternion)
    {
        const double Tolerance = 1e-4;
        double[] r = [.. Enumerable.Range(0, 9).Select(i => affine[i / 3 * 4 + i % 3] / spacing[i % 3])];
        double determinant = r[0] * (r[4] * r[8] - r[5] * r[7]) - r[1] * (r[3] * r[8] - r[5] * r[6]) + r[2] * (r[3] * r[7] - r[4] * r[6]);
        sign = determinant < 0 ? -1 : 1;
        for (int row = 0; row < 3; row++)
            r[3 * row + 2] *= sign;
        quaternion = NiftiQuaternion.Of(r);
        double[] again = quaternion.Rotation();
        return Enumerable.Range(0, 9).All(i => Math.Abs(again[i] - r[i]) <= Tolerance);
    }

    private static void Int16(byte[] header, int at, long value) => BinaryPrimitives.WriteInt16LittleEndian(header.AsSpan(at), (short)value);

    private static void Single(byte[] header, int at, int i, double value) => BinaryPrimitives.WriteSingleLittleEndian(header.AsSpan(at + 4 * i), (float)value);
}
