using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
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
    /// It is written under another name next to the target, flushed to the disk and renamed;
    /// on any failure the target is unchanged.
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
                    ExactLengthStream.Write(file, tensor, writeValues);
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

/// <summary>Composes the length and header of a file from tensors in the order of their data.</summary>
internal static class SafetensorsHeaderText
{
    private const int Alignment = 8;

    public static byte[] Compose(IReadOnlyList<TensorInfo> ordered, IReadOnlyDictionary<string, string>? metadata)
    {
        ArrayBufferWriter<byte> buffer = new();
        buffer.Write(new byte[SafetensorsHeader.LengthBytes]);
        using (Utf8JsonWriter json = new(buffer, new JsonWriterOptions { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping }))
        {
            json.WriteStartObject();
            if (metadata is not null)
                WriteMetadata(json, metadata);
            WriteTensors(json, ordered);
            json.WriteEndObject();
        }

        while (buffer.WrittenCount % Alignment != 0)
            buffer.Write(" "u8);
        byte[] header = buffer.WrittenSpan.ToArray();
        long length = header.Length - SafetensorsHeader.LengthBytes;
        if (length > SafetensorsLimits.HeaderBytes)
            throw new ArgumentException($"the header would take {length} bytes; the format allows {SafetensorsLimits.HeaderBytes}", nameof(ordered));
        BinaryPrimitives.WriteInt64LittleEndian(header, length);
        return header;
    }

    private static void WriteMetadata(Utf8JsonWriter json, IReadOnlyDictionary<string, string> metadata)
    {
        json.WriteStartObject(SafetensorsHeader.MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, IReadOnlyList<TensorInfo> ordered)
    {
        HashSet<string> names = new(StringComparer.Ordinal) { SafetensorsHeader.MetadataKey };
        long begin = 0;
        foreach (TensorInfo tensor in ordered)
        {
            if (!names.Add(tensor.Name))
                throw new ArgumentException($"the tensor name '{tensor.Name}' is repeated or reserved", nameof(ordered));
            json.WriteStartObject(tensor.Name);
            json.WriteString("dtype", SafetensorsDType.NameOf(tensor.DType));
            WriteNumbers(json, "shape", tensor.Shape.AsSpan());
            WriteNumbers(json, "data_offsets", [begin, checked(begin + tensor.ByteCount)]);
            json.WriteEndObject();
            begin += tensor.ByteCount;
        }
    }

    private static void WriteNumbers(Utf8JsonWriter json, string field, ReadOnlySpan<long> numbers)
    {
        json.WriteStartArray(field);
        foreach (long number in numbers)
            json.WriteNumberValue(number);
        json.WriteEndArray();
    }
}
