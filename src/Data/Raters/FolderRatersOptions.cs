using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Raters;

/// <summary>Where recorded masks lie, and how they are read.</summary>
/// <param name="Root">The folder that holds a folder for each rater.</param>
/// <param name="Raters">The raters' folders below the root, in the dataset's order; null takes every folder of the root, in ordinal order.</param>
/// <param name="Cases">The cases' names; null takes the name of every mask and marker that any rater has.</param>
/// <param name="Labels">The value of each class in the files, in the order of classes: class k is where the sample is the k-th of these, and 0 is background. Null for one class, which is every sample but 0.</param>
/// <param name="CacheBytes">How much memory masks that were read may keep; 0 for none. By default 64 MiB.</param>
public sealed record FolderRatersOptions(
    string Root = "",
    IReadOnlyList<string>? Raters = null,
    IReadOnlyList<string>? Cases = null,
    [OptionRange(1, 65535)] IReadOnlyList<int>? Labels = null,
    [OptionRange(0, 1L << 40)] long CacheBytes = 64L << 20
);
