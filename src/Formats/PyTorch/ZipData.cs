using System.Buffers.Binary;
using System.Text;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.PyTorch;

/// <summary>Finds and checks the data of entries within the archive.</summary>
internal sealed class ZipData(ByteSource source, ZipDirectory directory)
{
    private const uint LocalSignature = 0x04034b50;
    private const int LocalBytes = 30;

    /// <summary>Deflate cannot do better than 1032 to 1; the slack is for entries of a few bytes.</summary>
    private const long MostInflation = 1032;
    private const long InflationSlack = 64;

    private readonly SortedSet<ZipPlace> _places = [];

    /// <summary>The data of an entry, to be read in passes.</summary>
    public StorageBytes Storage(ZipEntry entry)
    {
        long start = Locate(entry);
        return entry.IsDeflated ? new DeflatedBytes(source, start, entry.CompressedLength) : new StoredBytes(source, start);
    }

    /// <summary>The bytes of a small entry that is needed whole, such as the pickle.</summary>
    /// <param name="entry">The entry.</param>
    /// <param name="mostInflated">The most bytes that may be allocated for it.</param>
    public (ByteSource Bytes, long Start, long End) Open(ZipEntry entry, long mostInflated)
    {
        long start = Locate(entry);
        if (!entry.IsDeflated)
            return (source, start, start + entry.Length);
        if (entry.Length > mostInflated)
            throw source.Refuse(entry.DescribedAt, $"the entry {Quoted.Text(entry.Name)} claims {entry.Length} bytes; at most {mostInflated} are inflated");
        byte[] inflated = new byte[entry.Length];
        using StoragePass pass = new DeflatedBytes(source, start, entry.CompressedLength).BeginPass();
        pass.Read(0, inflated);
        return (new InflatedBytes(source, start, inflated), 0, inflated.Length);
    }

    /// <summary>The first byte of an entry's data, after its local header has been compared with the directory.</summary>
    private long Locate(ZipEntry entry)
    {
        Span<byte> header = stackalloc byte[LocalBytes];
        source.ReadExactly(entry.HeaderAt, header);
        if (BinaryPrimitives.ReadUInt32LittleEndian(header) != LocalSignature)
            throw source.Refuse(entry.HeaderAt, $"no local header where the zip archive's directory locates the entry {Quoted.Text(entry.Name)}");
        byte[] name = new byte[BinaryPrimitives.ReadUInt16LittleEndian(header[26..])];
        source.ReadExactly(entry.HeaderAt + LocalBytes, name);
        if (Encoding.UTF8.GetString(name) != entry.Name)
            throw source.Refuse(
                entry.HeaderAt,
                $"the local header names the entry {Quoted.Text(Encoding.UTF8.GetString(name))}, the directory {Quoted.Text(entry.Name)}"
            );
        long start = entry.HeaderAt + LocalBytes + name.Length + BinaryPrimitives.ReadUInt16LittleEndian(header[28..]);
        if (start > directory.StartsAt || entry.CompressedLength > directory.StartsAt - start)
            throw source.Refuse(
                entry.DescribedAt,
                $"the entry {Quoted.Text(entry.Name)} of {entry.CompressedLength} bytes at byte {start} runs beyond the zip archive's data"
            );
        if (entry.IsDeflated && (entry.Length - InflationSlack) / MostInflation > entry.CompressedLength)
            throw source.Refuse(
                entry.DescribedAt,
                $"the entry {Quoted.Text(entry.Name)} claims to inflate from {entry.CompressedLength} to {entry.Length} bytes, more than deflate can do"
            );
        RequireOwnPlace(entry, start);
        return start;
    }

    /// <summary>Entries that share bytes are how a small archive pretends to be a large one.</summary>
    private void RequireOwnPlace(ZipEntry entry, long start)
    {
        long end = start + entry.CompressedLength;
        if (end == start)
            return;
        ZipPlace place = new(start, end, entry.Name);
        if (_places.TryGetValue(place, out ZipPlace? other))
            throw source.Refuse(entry.HeaderAt, $"the entries {Quoted.Text(other.Name)} and {Quoted.Text(entry.Name)} overlap");
        _places.Add(place);
    }
}

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
