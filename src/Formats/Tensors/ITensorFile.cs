using System.Diagnostics.CodeAnalysis;

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

/// <summary>What every file of tensors refuses when it is asked for one.</summary>
internal static class TensorRequest
{
    /// <summary>The error for a name that the file does not have.</summary>
    public static KeyNotFoundException Unknown(ITensorFile file, string name) => new($"{file.Path} has no tensor {Quoted.Text(name)}");

    /// <summary>The one rule for the memory that a caller offers for a tensor.</summary>
    /// <exception cref="ArgumentException">It has another length.</exception>
    public static void RequireLength(string name, long byteCount, ReadOnlySpan<byte> destination)
    {
        if (destination.Length != byteCount)
            throw new ArgumentException($"'{name}' takes {byteCount} bytes, but the destination has {destination.Length}", nameof(destination));
    }
}
