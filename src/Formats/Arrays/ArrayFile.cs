using System.IO.Compression;

using DeferredSeg.Formats.Errors;
using DeferredSeg.Formats.Images;
using DeferredSeg.Formats.Numpy;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Arrays;

/// <summary>Opens files of arrays of any kind that is known: safetensors, NPY, NPZ, PyTorch and images. What a file is, its first bytes decide.</summary>
public static class ArrayFile
{
    private const int SignatureLength = 8;

    /// <summary>Opens a file. The caller disposes it.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What the array of a file with a single one without a name (NPY, images) is to be called; null means the file's name without its extension.</param>
    /// <exception cref="WeightFileException">The file is damaged, of an unknown kind, or holds something that is refused.</exception>
    /// <exception cref="ImageFileException">The file is an image that is damaged, unsupported or too large.</exception>
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
