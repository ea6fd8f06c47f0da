using System.Collections.Immutable;
using System.Diagnostics.CodeAnalysis;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Numpy;

/// <summary>
/// Reads a <c>.npy</c> file as <c>numpy.save</c> writes it, versions 1 to 3, in either byte order and either index order. Arrays of
/// objects or of named fields are refused. Unsigned numbers of 2 bytes are handed out as Int32, of 4 and 8 bytes as Int64.
/// </summary>
public sealed class NpyFile : ITensorFile
{
    private readonly ByteSource _source;
    private readonly NpyHeader _header;

    private NpyFile(ByteSource source, string name)
    {
        _source = source;
        _header = NpyHeader.Read(source);
        Array = new(name, _header.Type.DType, _header.Shape.AsSpan());
        Tensors = [Array];
    }

    /// <inheritdoc/>
    public string Path => _source.Name;

    /// <summary>The one array of the file.</summary>
    public TensorInfo Array { get; }

    /// <summary>The one array of the file.</summary>
    public IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>Always empty: the format carries no free text.</summary>
    public IReadOnlyDictionary<string, string> Metadata { get; } = ImmutableDictionary<string, string>.Empty;

    /// <summary>Opens a file; only its header is read.</summary>
    /// <param name="path">The file.</param>
    /// <param name="name">What its array is to be called; null means the file's name without its extension.</param>
    /// <exception cref="WeightFileException">The file is no valid <c>.npy</c> file, or holds something that is refused.</exception>
    /// <exception cref="IOException">The file cannot be opened.</exception>
    public static NpyFile Open(string path, string? name = null) => Open(FileBytes.Open(path), name ?? System.IO.Path.GetFileNameWithoutExtension(path));

    /// <summary>Opens a file that is in memory.</summary>
    /// <param name="content">The whole file.</param>
    /// <param name="path">Stands for its path in messages.</param>
    /// <param name="name">What its array is to be called.</param>
    /// <exception cref="WeightFileException">The content is no valid <c>.npy</c> file, or holds something that is refused.</exception>
    public static NpyFile Open(ReadOnlyMemory<byte> content, string path, string name) => Open(new MemoryBytes(path, content), name);

    /// <inheritdoc/>
    public bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor) => (tensor = name == Array.Name ? Array : null) is not null;

    /// <inheritdoc/>
    public void Read(string name, Span<byte> destination)
    {
        if (name != Array.Name)
            throw TensorRequest.Unknown(this, name);
        TensorRequest.RequireLength(name, Array.ByteCount, destination);
        NpyType type = _header.Type;
        if (type.Size == type.DType.ElementSize())
        {
            Gather(destination);
            type.Convert(destination, destination, _source);
            return;
        }

        byte[] stored = new byte[Array.ElementCount * type.Size];
        Gather(stored);
        type.Convert(stored, destination, _source);
    }

    /// <summary>Closes the file.</summary>
    public void Dispose() => _source.Dispose();

    /// <summary>Takes the source over, also when it is refused.</summary>
    internal static NpyFile Open(ByteSource source, string name)
    {
        try
        {
            return new NpyFile(source, name);
        }
        catch
        {
            source.Dispose();
            throw;
        }
    }

    private void Gather(Span<byte> stored)
    {
        long[] shape = [.. _header.Shape];
        long[] strides = new long[shape.Length];
        long stride = 1;
        for (int i = 0; i < shape.Length; i++)
        {
            int dimension = _header.FortranOrder ? i : shape.Length - 1 - i;
            strides[dimension] = stride;
            stride *= shape[dimension];
        }

        using StoragePass pass = new StoredBytes(_source, _header.DataStart).BeginPass();
        TensorGather.Read(pass, 0, new TensorLayout(0, shape, strides), _header.Type.Size, stored);
    }
}
