using DeferredSeg.Formats.Errors;

namespace DeferredSeg.Formats.Bytes;

/// <summary>
/// The inflated form of a compressed part of a file. Its positions are not offsets of the file,
/// so an error names the place where the compressed part begins and puts the inflated position into the reason.
/// </summary>
internal sealed class InflatedBytes(ByteSource file, long compressedAt, ReadOnlyMemory<byte> content) : MemoryBytes(file.Name, content)
{
    public override WeightFileException Refuse(long? offset, string reason, Exception? innerException = null) =>
        file.Refuse(compressedAt, offset is { } at ? $"inflated byte {at}: {reason}" : reason, innerException);
}
