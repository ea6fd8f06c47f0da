using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Engine.Cache;

/// <summary>
/// Keeps what a frozen encoder computed of single images, in memory and, if wanted, in a folder. A value comes back as it was stored,
/// also when it has just been computed, so that runs with and without a filled cache agree bit for bit. One thread at a time.
/// </summary>
/// <param name="options">Where and how much.</param>
public sealed class EmbeddingCache(EmbeddingCacheOptions options)
{
    private const long MiB = 1024 * 1024;

    private readonly EmbeddingMemory _memory = new(options.MemoryMiB * MiB);
    private readonly EmbeddingFolder? _folder = options.Folder is { } folder ? new(folder, options.FolderMiB * MiB) : null;

    /// <summary>How exactly values are stored.</summary>
    public EmbeddingPrecision Precision => options.Precision;

    /// <summary>How often a value was there.</summary>
    public long Hits { get; private set; }

    /// <summary>How often it was computed.</summary>
    public long Misses { get; private set; }

    /// <summary>Bytes of values in memory.</summary>
    public long MemoryBytes => _memory.Size;

    /// <summary>Why the folder is no longer written; null while all is well.</summary>
    public string? Problem => _folder?.Problem;

    /// <summary>The embedding of a key, computed if it is not there.</summary>
    /// <param name="key">From <see cref="EncoderIdentity.Key"/>.</param>
    /// <param name="encode">Computes the embedding of one image at batch 1; what it returns is disposed here.</param>
    /// <param name="device">Where the result lies.</param>
    /// <returns>The caller's to dispose.</returns>
    public Embedding Get(string key, Func<Embedding> encode, Device device)
    {
        if (_memory.TryFind(key, out var found) || (found = _folder?.Find(key)) is not null)
        {
            Hits++;
            _memory.Store(key, found);
            return found.Restore(device);
        }
        Misses++;
        StoredEmbedding stored;
        using (var embedding = encode())
            stored = StoredEmbedding.Of(embedding, options.Precision);
        _memory.Store(key, stored);
        _folder?.Store(key, stored);
        return stored.Restore(device);
    }
}

/// <summary>Where what a frozen encoder computed is kept, and how much of it.</summary>
/// <param name="MemoryMiB">The most that is kept in memory, in MiB; 0 keeps nothing there.</param>
/// <param name="Folder">A folder that outlives the run and may be shared by several; null for memory alone.</param>
/// <param name="FolderMiB">The most that the folder holds, in MiB.</param>
/// <param name="Precision">How exactly values are stored.</param>
public sealed record EmbeddingCacheOptions(
    [OptionRange(0, 1048576)] int MemoryMiB = 1024,
    string? Folder = null,
    [OptionRange(1, 1073741824)] int FolderMiB = 16384,
    EmbeddingPrecision Precision = EmbeddingPrecision.Float32
);

/// <summary>How exactly embeddings are stored. Training sees what is stored, the first time too, so that it never matters whether a value was cached.</summary>
public enum EmbeddingPrecision
{
    /// <summary>As they were computed.</summary>
    Float32,

    /// <summary>Rounded to half precision, in half the space; values beyond 65,504 become infinite.</summary>
    Float16,
}
