using System.Diagnostics.CodeAnalysis;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>
/// Reads safetensors: an unsigned little-endian 64-bit length, a JSON header of that length, then the raw row-major
/// little-endian values. Everything the reference implementation refuses is refused when the file is opened.
/// Tensors are listed in the order of their data.
/// </summary>
public sealed class SafetensorsFile : ITensorFile
{
    private readonly ByteSource _source;
    private readonly long _dataStart;
    private readonly Dictionary<string, SafetensorsEntry> _byName;

    private SafetensorsFile(ByteSource source)
    {
        SafetensorsHeader header = SafetensorsHeader.Read(source);
        _source = source;
        _dataStart = header.DataStart;
        _byName = header.Entries.ToDictionary(entry => entry.Tensor.Name, StringComparer.Ordinal);
        Tensors = [.. header.Entries.Select(entry => entry.Tensor)];
        Metadata = header.Metadata;
    }

    /// <inheritdoc/>
    public string Path => _source.Name;

    /// <inheritdoc/>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The header's <c>__metadata__</c>; empty where there is none.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Opens a file; only its header is read.</summary>
    /// <exception cref="WeightFileException">The file is no valid safetensors file.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static SafetensorsFile Open(string path) => Open(FileBytes.Open(path));

    /// <summary>Opens a file that is in memory; <paramref name="name"/> stands for its path in messages.</summary>
    /// <exception cref="WeightFileException">The content is no valid safetensors file.</exception>
    public static SafetensorsFile Open(ReadOnlyMemory<byte> content, string name) => Open(new MemoryBytes(name, content));

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => (tensor = _byName.GetValueOrDefault(name)?.Tensor) is not null;

    /// <inheritdoc/>
    public void Read(string name, Span<byte> destination)
    {
        if (!_byName.TryGetValue(name, out SafetensorsEntry? entry))
            throw TensorRequest.Unknown(this, name);
        TensorRequest.RequireLength(name, entry.Tensor.ByteCount, destination);
        _source.ReadExactly(_dataStart + entry.Begin, destination);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();

    /// <summary>Takes the source over, also when it is refused.</summary>
    internal static SafetensorsFile Open(ByteSource source)
    {
        try
        {
            return new SafetensorsFile(source);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }
}
