using System.Diagnostics.CodeAnalysis;
using DeferredSeg.Formats.Errors;

namespace DeferredSeg.Formats.Tensors;

/// <summary>
/// An open file of named tensors. Opening reads the description only; values are read one tensor at a time.
/// Reads may run on several threads at once. The caller disposes the file.
/// </summary>
public interface ITensorFile : IDisposable
{
    /// <summary>The file as the caller named it.</summary>
    string Path { get; }

    /// <summary>The tensors in the order of the file. Names are unique.</summary>
    IReadOnlyList<TensorInfo> Tensors { get; }

    /// <summary>The free text that the file carries; empty where the format has none.</summary>
    IReadOnlyDictionary<string, string> Metadata { get; }

    /// <summary>Finds a tensor by its exact name.</summary>
    bool TryGet(string name, [NotNullWhen(true)] out TensorInfo? tensor);

    /// <summary>
    /// Reads a tensor's values: row-major, contiguous, little-endian, whatever the layout in the file.
    /// Beyond the destination it needs a buffer of bounded size at most.
    /// </summary>
    /// <param name="name">A name from <see cref="Tensors"/>.</param>
    /// <param name="destination">Exactly <see cref="TensorInfo.ByteCount"/> bytes; so a tensor above 2 GiB cannot be read.</param>
    /// <exception cref="KeyNotFoundException">The file has no tensor of this name.</exception>
    /// <exception cref="ArgumentException">The destination has another length.</exception>
    /// <exception cref="WeightFileException">The file is damaged, or changed since it was opened.</exception>
    /// <exception cref="ObjectDisposedException">The file is closed.</exception>
    void Read(string name, Span<byte> destination);
}
