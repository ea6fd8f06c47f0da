using System.IO.Compression;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Formats.Volumes;

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

/// <summary>The names of the two files of a pair: <c>x.hdr</c> with the header, <c>x.img</c> with the voxels, each perhaps with <c>.gz</c>.</summary>
internal static class NiftiPair
{
    private const string Header = ".hdr";
    private const string Voxels = ".img";
    private const string Compressed = ".gz";

    /// <summary>The file with the header, whichever of the two was named.</summary>
    public static string HeaderOf(string path) => Stem(path, Voxels) is { } stem && NextTo(path, stem + Header) is { } header ? header : path;

    /// <summary>Opens the file with the voxels.</summary>
    public static NiftiBytes OpenVoxels(string header)
    {
        string? voxels = Stem(header, Header) is { } stem ? NextTo(header, stem + Voxels) : null;
        return voxels is not null
            ? new(FileBytes.Open(voxels))
            : throw new ImageFileException(
                header,
                null,
                "the header of a pair of files without the one with the voxels",
                $"{Path.GetFileName(Stem(header, Header) ?? header)}{Voxels} or {Voxels}{Compressed} next to it",
                "put both files into one folder"
            );
    }

    /// <summary>A file as named or compressed, first in the form that the named one has; null where there is neither.</summary>
    private static string? NextTo(string named, string path)
    {
        string[] candidates = named.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? [path + Compressed, path] : [path, path + Compressed];
        return Array.Find(candidates, File.Exists);
    }

    private static string? Stem(string path, string extension)
    {
        string plain = path.EndsWith(Compressed, StringComparison.OrdinalIgnoreCase) ? path[..^Compressed.Length] : path;
        return plain.EndsWith(extension, StringComparison.OrdinalIgnoreCase) ? plain[..^extension.Length] : null;
    }
}
