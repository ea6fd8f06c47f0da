using System.IO.Compression;
using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Volumes.Nifti;

/// <summary>A file's bytes, inflated where it is compressed with gzip. It takes the source over.</summary>
internal sealed class NiftiBytes(ByteSource source) : IDisposable
{
    /// <summary>Deflate spends two bits at least on a match of 258 bytes at most.</summary>
    private const long LargestInflation = 1032;

    /// <summary>What may follow the voxels, for example what fills a tape block.</summary>
    private const long LongestRest = 1 << 20;

    public NiftiFault Fault { get; } = new(source.Name, IsGzip(source));

    public bool IsCompressed => Fault.IsInflated;

    public ByteSource Source => source;

    public static bool IsGzip(ReadOnlySpan<byte> start) => start.StartsWith<byte>([0x1F, 0x8B]);

    /// <summary>Reads from the start of the inflated file, and gives how many bytes there were.</summary>
    public int ReadStart(Span<byte> destination)
    {
        using Stream stream = Open();
        return Read(stream, destination);
    }

    /// <summary>Refuses a file that cannot have so many bytes.</summary>
    public void RequireRoom(long start, long length, NiftiReadOptions options)
    {
        Int128 end = (Int128)start + length;
        if (!IsCompressed && end > source.Length)
            throw Fault.Refuse(source.Length, "the end of the file", $"{length} bytes of voxels from byte {start} on", NiftiFault.Truncated);
        if (IsCompressed && length > options.MaximumInflatedBytes)
            throw Fault.Refuse(
                null,
                $"a compressed volume of {length} bytes",
                $"at most {options.MaximumInflatedBytes}",
                $"inflate the file, or raise {nameof(NiftiReadOptions)}.{nameof(NiftiReadOptions.MaximumInflatedBytes)}"
            );
        if (IsCompressed && end > (Int128)source.Length * LargestInflation)
            throw Fault.Refuse(
                null,
                $"a compressed file of {source.Length} bytes for a volume of {length}",
                $"{end} bytes after inflating, which so few cannot hold",
                NiftiFault.Truncated
            );
    }

    /// <summary>Inflates a part, and checks what follows it, so that the checksum is compared where the file has one.</summary>
    public byte[] Inflate(long start, long length)
    {
        using Stream stream = Open();
        byte[] skipped = new byte[1 << 16];
        for (long left = start; left > 0; )
        {
            int count = Read(stream, skipped.AsSpan(0, (int)Math.Min(left, skipped.Length)));
            if (count == 0)
                throw Fault.Refuse(start - left, "the end of the inflated file", $"voxels from byte {start} on", NiftiFault.Truncated);
            left -= count;
        }

        byte[] voxels = new byte[length];
        int read = Read(stream, voxels);
        if (read < length)
            throw Fault.Refuse(start + read, "the end of the inflated file", $"{length} bytes of voxels from byte {start} on", NiftiFault.Truncated);
        long rest = 0;
        for (int count = skipped.Length; count == skipped.Length && rest <= LongestRest; rest += count)
            count = Read(stream, skipped);
        if (rest > LongestRest)
            throw Fault.Refuse(
                start + length,
                $"more than {LongestRest} bytes behind the voxels",
                "the end of the file, or little that fills it up",
                "the header does not describe the whole file: export it again"
            );
        return voxels;
    }

    public void Dispose() => source.Dispose();

    private static bool IsGzip(ByteSource source)
    {
        Span<byte> start = stackalloc byte[2];
        if (source.Length < start.Length)
            return false;
        source.ReadExactly(0, start);
        return IsGzip(start);
    }

    private Stream Open()
    {
        ByteRangeStream stream = new(source, 0, source.Length);
        return IsCompressed ? new GZipStream(stream, CompressionMode.Decompress) : stream;
    }

    private int Read(Stream stream, Span<byte> destination)
    {
        try
        {
            return stream.ReadAtLeast(destination, destination.Length, throwOnEndOfStream: false);
        }
        catch (InvalidDataException e)
        {
            throw new ImageFileException(
                Fault.Name,
                null,
                $"data that do not inflate ({e.Message.TrimEnd('.')})",
                "gzip data with a right checksum",
                NiftiFault.Damaged,
                e
            );
        }
    }
}
