using System.Text.Json;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Libtorch;
using DeferredSeg.Training.Weights;

namespace DeferredSeg.Training.Caching;

/// <summary>A stored embedding as a safetensors file; order and computed types are in its metadata.</summary>
internal static class EmbeddingFile
{
    private const string Libtorch = "libtorch";
    private const string Order = "order";
    private const string Computed = "computed";

    public static void Write(string path, StoredEmbedding embedding) =>
        SafetensorsWriter.Write(
            path,
            [.. embedding.Tensors.Select(one => (new TensorInfo(one.Name, TensorTypes.Of(one.Type), one.Shape), (ReadOnlyMemory<byte>)one.Values))],
            new Dictionary<string, string>
            {
                [Libtorch] = LibtorchBuild.Version,
                [Order] = JsonSerializer.Serialize(embedding.Tensors.Select(one => one.Name)),
                [Computed] = JsonSerializer.Serialize(embedding.Tensors.Select(one => one.Computed.ToString())),
            }
        );

    public static StoredEmbedding Read(string path)
    {
        using var file = SafetensorsFile.Open(path);
        if (file.Metadata.GetValueOrDefault(Libtorch) is var found && found != LibtorchBuild.Version)
            throw new InvalidDataException($"{path} was computed with {found ?? "an older program"}; this one computes with {LibtorchBuild.Version}.");
        var names = JsonSerializer.Deserialize<string[]>(file.Metadata[Order])!;
        var types = JsonSerializer.Deserialize<string[]>(file.Metadata[Computed])!;
        return new([.. names.Select((name, i) => Read(file, name, Enum.Parse<ScalarType>(types[i])))]);
    }

    private static StoredTensor Read(SafetensorsFile file, string name, ScalarType computed)
    {
        if (!file.TryGet(name, out var info))
            throw new InvalidDataException($"{file.Path} has no tensor '{name}', which its own metadata names.");
        var values = new byte[info.ByteCount];
        file.Read(name, values);
        return new(name, TensorTypes.Of(info.DType), computed, [.. info.Shape], values);
    }
}
