using DeferredSeg.Formats.Errors;

namespace DeferredSeg.Training.Caching;

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
