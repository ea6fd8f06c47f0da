namespace DeferredSeg.Formats.PyTorch.Zip;

/// <summary>An entry as the central directory describes it.</summary>
/// <param name="Name">Its path within the archive.</param>
/// <param name="IsDeflated">Deflated, or else stored as it is.</param>
/// <param name="CompressedLength">Bytes in the file.</param>
/// <param name="Length">Bytes it claims to have when inflated.</param>
/// <param name="HeaderAt">Where its local header begins.</param>
/// <param name="DescribedAt">Where the central directory describes it; for messages.</param>
internal sealed record ZipEntry(string Name, bool IsDeflated, long CompressedLength, long Length, long HeaderAt, long DescribedAt);
