namespace DeferredSeg.Formats.PyTorch.Zip;

/// <summary>
/// The bytes of the file that an entry occupies. Overlapping places compare as equal, so a sorted set
/// of disjoint ones finds an overlap in logarithmic time.
/// </summary>
internal sealed record ZipPlace(long Start, long End, string Name) : IComparable<ZipPlace>
{
    public int CompareTo(ZipPlace? other) =>
        other is null || Start >= other.End ? 1
        : End <= other.Start ? -1
        : 0;
}
