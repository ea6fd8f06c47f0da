using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using System.IO.Compression;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Numpy;

/// <summary>
/// Reads a <c>.npz</c> file as <c>numpy.savez</c> and <c>numpy.savez_compressed</c> write it: a zip archive with a <c>.npy</c> file for each
/// array. Each array is held in memory from its first reading on.
/// </summary>
public sealed class NpzFile : ITensorFile
{
    private const string Extension = ".npy";

    /// <summary>More than what zlib reaches (1032 to 1): a larger claim is not what compressed the data.</summary>
    private const long LargestRatio = 1100;

    private readonly Dictionary<string, NpyFile> _arrays;

    private NpzFile(string path, Dictionary<string, NpyFile> arrays)
    {
        Path = path;
        _arrays = arrays;
        Tensors = [.. arrays.Values.Select(array => array.Array)];
    }

    /// <inheritdoc/>
    public string Path { get; }

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Always empty: the format carries no free text.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Opens a file and reads its arrays into memory.</summary>
    /// <exception cref="WeightFileException">The file is no zip archive of <c>.npy</c> files, is damaged, or holds something that is refused.</exception>
    /// <exception cref="IOException">The file cannot be read.</exception>
    public static NpzFile Open(string path)
    {
        if (Directory.Exists(path))
            throw new WeightFileException(path, null, "this is a folder; name a file in it");
        if (!File.Exists(path))
            throw new FileNotFoundException($"{path} is not there; check the path", path);
        using FileStream file = new(path, FileMode.Open, FileAccess.Read, FileShare.Read);
        Dictionary<string, NpyFile> arrays = new(StringComparer.Ordinal);
        try
        {
            using ZipArchive archive = new(file, ZipArchiveMode.Read);
            foreach (ZipArchiveEntry entry in archive.Entries)
            {
                if (!entry.FullName.EndsWith(Extension, StringComparison.Ordinal))
                    throw new WeightFileException(
                        path,
                        null,
                        $"the archive holds {Quoted.Text(entry.FullName)}; expected {Extension} files alone, as numpy.savez writes them"
                    );
                string name = entry.FullName[..^Extension.Length];
                if (!arrays.TryAdd(name, NpyFile.Open(Content(path, entry), $"{path}, {entry.FullName}", name)))
                    throw new WeightFileException(path, null, $"the archive holds {Quoted.Text(entry.FullName)} twice");
            }
        }
        catch (Exception e) when (e is InvalidDataException or EndOfStreamException or NotSupportedException)
        {
            throw new WeightFileException(path, null, $"the zip archive is damaged ({e.Message.TrimEnd('.')}); fetch the file again", e);
        }

        return new(path, arrays);
    }

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => (tensor = _arrays.GetValueOrDefault(name)?.Array) is not null;

    /// <inheritdoc/>
    public void Read(string name, Span<byte> destination)
    {
        if (!_arrays.TryGetValue(name, out NpyFile? array))
            throw TensorRequest.Unknown(this, name);
        array.Read(name, destination);
    }

    /// <summary>Lets the arrays go.</summary>
    public void Dispose() => _arrays.Clear();

    private static byte[] Content(string path, ZipArchiveEntry entry)
    {
        if (entry.Length > Array.MaxLength || entry.Length > (entry.CompressedLength + 1) * LargestRatio)
            throw new WeightFileException(
                path,
                null,
                $"{Quoted.Text(entry.FullName)} would inflate from {entry.CompressedLength} to {entry.Length} bytes; it is damaged or made to fill the memory"
            );
        byte[] content = new byte[entry.Length];
        using Stream stream = entry.Open();
        stream.ReadExactly(content);
        if (stream.ReadByte() >= 0)
            throw new WeightFileException(
                path,
                null,
                $"{Quoted.Text(entry.FullName)} inflates to more than the {entry.Length} bytes it claims; the archive is damaged"
            );
        return content;
    }
}
