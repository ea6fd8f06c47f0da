using System.IO.Compression;
using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Volumes.Nifti;

/// <summary>
/// Writes a volume or a series of volumes in NIfTI-1, little-endian, without scaling, header and voxels in one file. A file is written
/// under another name beside the target, flushed and renamed; on any failure the target stays as it was.
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
    /// known. An affine is written as sform, and where it is a rotation with the given spacing as qform too, each in single precision.
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
        using ExactLengthStream values = new(file, volume.ByteCount, volume.Name);
        writeValues(volume, values);
        values.RequireComplete();
    }
}
