using System.IO.Compression;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Numpy;

/// <summary>
/// Writes arrays as NumPy reads them: <c>.npy</c> version 1.0, row-major, little-endian; <c>.npz</c> as a zip archive of these. A file is written
/// under another name next to the target, flushed and renamed; on any failure the target is unchanged. The same arrays give the same bytes.
/// </summary>
public static class NumpyWriter
{
    // A zip archive's first possible moment: the true time would make equal arrays differ.
    private static readonly DateTimeOffset _epoch = new(1980, 1, 1, 0, 0, 0, TimeSpan.Zero);

    /// <summary>Writes one array.</summary>
    /// <param name="path">The file to write; an existing one is replaced.</param>
    /// <param name="tensor">Its type and shape; the name is not stored.</param>
    /// <param name="writeValues">Called once.</param>
    /// <exception cref="NotSupportedException">NumPy has no such element type (BFloat16).</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteArray(string path, TensorInfo tensor, TensorWriter writeValues) =>
        ReplacedFile.Write(path, file => Write(file, NpyHeader.Compose(tensor), tensor, writeValues));

    /// <summary>Writes arrays by name, uncompressed, in the order of their names.</summary>
    /// <param name="path">The file to write; an existing one is replaced.</param>
    /// <param name="tensors">What to write; names are unique and form file names within the archive.</param>
    /// <param name="writeValues">Called once per array.</param>
    /// <exception cref="ArgumentException">A name is repeated or leaves the archive.</exception>
    /// <exception cref="NotSupportedException">NumPy has no such element type (BFloat16).</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void WriteArchive(string path, IReadOnlyList<TensorInfo> tensors, TensorWriter writeValues)
    {
        TensorInfo[] ordered = [.. tensors.OrderBy(tensor => tensor.Name, StringComparer.Ordinal)];
        foreach (TensorInfo tensor in ordered)
            if (tensor.Name.Length == 0 || tensor.Name[0] == '/' || tensor.Name.Split('/').Contains(".."))
                throw new ArgumentException($"an array is named {Quoted.Text(tensor.Name)}, which is no file name within an archive", nameof(tensors));
        if (ordered.Select(tensor => tensor.Name).Distinct(StringComparer.Ordinal).Count() < ordered.Length)
            throw new ArgumentException("two arrays have the same name", nameof(tensors));
        byte[][] headers = [.. ordered.Select(NpyHeader.Compose)];
        ReplacedFile.Write(
            path,
            file =>
            {
                using ZipArchive archive = new(file, ZipArchiveMode.Create, leaveOpen: true);
                for (int i = 0; i < ordered.Length; i++)
                {
                    ZipArchiveEntry entry = archive.CreateEntry(ordered[i].Name + ".npy", CompressionLevel.NoCompression);
                    entry.LastWriteTime = _epoch;
                    using Stream stream = entry.Open();
                    Write(stream, headers[i], ordered[i], writeValues);
                }
            }
        );
    }

    private static void Write(Stream file, byte[] header, TensorInfo tensor, TensorWriter writeValues)
    {
        file.Write(header);
        ExactLengthStream.Write(file, tensor, writeValues);
    }
}
