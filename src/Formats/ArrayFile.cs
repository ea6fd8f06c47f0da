using System.IO.Compression;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Formats;

/// <summary>
/// Opens files of arrays of any kind that is known: safetensors, NPY, NPZ, PyTorch, images and NIfTI volumes. What a file is, its first bytes decide.
/// </summary>
/// <remarks>A volume becomes <c>[Z, Y, X]</c>, a series <c>[T, Z, Y, X]</c>, with the header's scaling; see <see cref="NiftiFile"/>.</remarks>
public static class ArrayFile
{
    /// <summary>NIfTI-1 has its mark at the end of its header of 348 bytes.</summary>
    private const int SignatureLength = NiftiSignature.Version1Length;

    private static readonly string[] _volumeExtensions = [".nii", ".nii.gz", ".hdr", ".hdr.gz", ".img", ".img.gz"];

    /// <summary>Opens a file. The caller disposes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">
    /// What the array of a file with a single one without a name (NPY, images, NIfTI) is to be called; null means the file's name without its
    /// extension.
    /// </param>
    /// <exception cref="WeightFileException">The file is damaged, of an unknown kind, or holds something that is refused.</exception>
    /// <exception cref="ImageFileException">The file is an image or a volume that is damaged, unsupported or too large.</exception>
    /// <exception cref="FileNotFoundException">The file is not there.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static ITensorFile Open(string path, string? name = null)
    {
        if (Directory.Exists(path))
            throw new WeightFileException(path, null, "this is a folder; name a file in it");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is not there; check the path", path);
        byte[] start = Start(path);
        if (start.AsSpan().StartsWith(NpyHeader.Magic))
            return NpyFile.Open(path, name);
        if (start.AsSpan().StartsWith("PK"u8) && IsNumpyArchive(path))
            return NpzFile.Open(path);
        if (NiftiFile.Recognises(start) || Array.Exists(_volumeExtensions, extension => path.EndsWith(extension, StringComparison.OrdinalIgnoreCase)))
            return NiftiFile.Open(path, name);
        return ImageFile.Recognises(start) ? ImageArray.Open(path, name) : WeightFile.Open(path);
    }

    /// <summary>Both NumPy and PyTorch write zip archives; PyTorch's has a pickle in it.</summary>
    private static bool IsNumpyArchive(string path)
    {
        try
        {
            using ZipArchive archive = ZipFile.OpenRead(path);
            return archive.Entries.Count > 0 && archive.Entries.All(entry => entry.FullName.EndsWith(".npy", StringComparison.Ordinal));
        }
        catch (InvalidDataException)
        {
            return path.EndsWith(".npz", StringComparison.OrdinalIgnoreCase);
        }
    }

    private static byte[] Start(string path)
    {
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read, bufferSize: 0);
        byte[] start = new byte[SignatureLength];
        return start[..file.ReadAtLeast(start, start.Length, throwOnEndOfStream: false)];
    }
}
