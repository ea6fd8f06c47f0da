using System.Buffers;
using System.Buffers.Binary;
using System.Text.Encodings.Web;
using System.Text.Json;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Safetensors;

/// <summary>Composes the length and header of a file from tensors in the order of their data.</summary>
internal static class SafetensorsHeaderText
{
    private const string MetadataKey = "__metadata__";
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
        json.WriteStartObject(MetadataKey);
        foreach ((string key, string value) in metadata.OrderBy(pair => pair.Key, StringComparer.Ordinal))
            json.WriteString(key, value);
        json.WriteEndObject();
    }

    private static void WriteTensors(Utf8JsonWriter json, IReadOnlyList<TensorInfo> ordered)
    {
        HashSet<string> names = new(StringComparer.Ordinal) { MetadataKey };
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
