using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Volumes.Nifti;

/// <summary>Makes the errors of one file, whose positions may count inflated bytes.</summary>
/// <param name="Name">The file as the caller named it.</param>
/// <param name="IsInflated">Whether positions count bytes behind the decompression; then they stand in the text.</param>
internal sealed record NiftiFault(string Name, bool IsInflated)
{
    public const string Truncated = "it is truncated: fetch or export it again";
    public const string Damaged = "it is damaged: fetch or export it again";

    public ImageFileException Refuse(long? offset, string found, string expected, string mend = Damaged, Exception? innerException = null) =>
        IsInflated && offset is { } at
            ? new(Name, null, $"{found} at inflated byte {at}", expected, mend, innerException)
            : new(Name, offset, found, expected, mend, innerException);
}
