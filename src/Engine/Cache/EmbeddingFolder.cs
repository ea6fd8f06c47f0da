using System.Text.Json;
using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats;
using DeferredSeg.Formats.Safetensors;
using DeferredSeg.Formats.Tensors;
using DeferredSeg.Libtorch;

namespace DeferredSeg.Engine.Cache;

/// <summary>
/// Embeddings in a folder, up to a size; what was used longest ago goes first. Use is the file's time of change, so that several
/// runs may share a folder. What cannot be read is computed again; where the folder cannot be written, it is left alone from then on.
/// </summary>
internal sealed class EmbeddingFolder
{
    private readonly string _folder;
    private readonly long _limit;
    private long _size;

    public EmbeddingFolder(string folder, long limit)
    {
        (_folder, _limit) = (folder, limit);
        try
        {
            Directory.CreateDirectory(folder);
            _size = Files().Sum(file => file.Length);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = Describe(e);
        }
    }

    /// <summary>Why nothing more is written; null while all is well.</summary>
    public string? Problem { get; private set; }

    public StoredEmbedding? Find(string key)
    {
        var path = PathOf(key);
        try
        {
            if (!File.Exists(path))
                return null;
            var found = EmbeddingFile.Read(path);
            if (Problem is null)
                File.SetLastWriteTimeUtc(path, DateTime.UtcNow);
            return found;
        }
        catch (Exception e)
            when (e
                    is IOException
                        or UnauthorizedAccessException
                        or WeightFileException
                        or InvalidDataException
                        or KeyNotFoundException
                        or System.Text.Json.JsonException
                        or ArgumentException
            )
        {
            return null;
        }
    }

    public void Store(string key, StoredEmbedding embedding)
    {
        if (Problem is not null || embedding.Bytes > _limit)
            return;
        try
        {
            var path = PathOf(key);
            var before = File.Exists(path) ? new FileInfo(path).Length : 0;
            EmbeddingFile.Write(path, embedding);
            _size += new FileInfo(path).Length - before;
            if (_size > _limit)
                Evict(path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            Problem = Describe(e);
        }
    }

    private void Evict(string kept)
    {
        var files = Files().OrderBy(file => file.LastWriteTimeUtc).ThenBy(file => file.Name, StringComparer.Ordinal).ToList();
        _size = files.Sum(file => file.Length);
        foreach (var file in files)
        {
            if (_size <= _limit)
                return;
            if (file.FullName == kept)
                continue;
            // Read before: a deleted file has no length.
            _size -= file.Length;
            file.Delete();
        }
    }

    private IEnumerable<FileInfo> Files() => new DirectoryInfo(_folder).EnumerateFiles("*.safetensors");

    private string PathOf(string key) => Path.GetFullPath(Path.Combine(_folder, key + ".safetensors"));

    private string Describe(Exception e) => $"The embedding cache {_folder} cannot be written: {e.Message} Embeddings are kept in memory alone.";
}

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
