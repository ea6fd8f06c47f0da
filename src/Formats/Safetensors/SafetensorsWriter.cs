using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>
/// Writes safetensors files. The same tensors and metadata give the same bytes, whatever order they are passed in:
/// tensors lie as in the reference implementation, largest alignment first, then by name; metadata are sorted by key;
/// the header is padded with spaces to 8 bytes.
/// </summary>
public static class SafetensorsWriter
{
    /// <summary>
    /// Writes a file, one tensor at a time, so that never more than one tensor must be in memory.
    /// It is written under another name beside the target, flushed to the disk and renamed;
    /// on any failure the target stays as it was.
    /// </summary>
    /// <param name="path">The file to write; an existing one is replaced.</param>
    /// <param name="tensors">What to write; names are unique and not <c>__metadata__</c>.</param>
    /// <param name="writeValues">Called once per tensor, in the order of the file.</param>
    /// <param name="metadata">Free text to store with the tensors.</param>
    /// <exception cref="ArgumentException">A name is repeated or reserved, or the header would exceed 100 MB.</exception>
    /// <exception cref="InvalidOperationException">A tensor's values had too many or too few bytes.</exception>
    /// <exception cref="IOException">The file cannot be written.</exception>
    public static void Write(string path, IReadOnlyList<TensorInfo> tensors, TensorWriter writeValues, IReadOnlyDictionary<string, string>? metadata = null)
    {
        TensorInfo[] ordered =
        [
            .. tensors.OrderByDescending(tensor => SafetensorsDType.RankOf(tensor.DType)).ThenBy(tensor => tensor.Name, StringComparer.Ordinal),
        ];
        byte[] header = SafetensorsHeaderText.Compose(ordered, metadata);
        ReplacedFile.Write(
            path,
            file =>
            {
                file.Write(header);
                foreach (TensorInfo tensor in ordered)
                {
                    using ExactLengthStream values = new(file, tensor.ByteCount, tensor.Name);
                    writeValues(tensor, values);
                    values.RequireComplete();
                }
            }
        );
    }

    /// <summary>Writes tensors whose values are in memory.</summary>
    /// <inheritdoc cref="Write(string, IReadOnlyList{TensorInfo}, TensorWriter, IReadOnlyDictionary{string, string})"/>
    /// <param name="path">The file to write; an existing one is replaced.</param>
    /// <param name="tensors">Each tensor with its values, row-major and little-endian.</param>
    /// <param name="metadata">Free text to store with the tensors.</param>
    public static void Write(
        string path,
        IReadOnlyList<(TensorInfo Tensor, ReadOnlyMemory<byte> Values)> tensors,
        IReadOnlyDictionary<string, string>? metadata = null
    )
    {
        Dictionary<TensorInfo, ReadOnlyMemory<byte>> values = tensors.ToDictionary(pair => pair.Tensor, pair => pair.Values);
        Write(path, [.. tensors.Select(pair => pair.Tensor)], (tensor, file) => file.Write(values[tensor].Span), metadata);
    }
}
