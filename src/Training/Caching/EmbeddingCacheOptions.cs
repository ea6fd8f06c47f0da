using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Training.Caching;

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
