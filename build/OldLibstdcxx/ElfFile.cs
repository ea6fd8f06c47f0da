using System.Buffers.Binary;
using System.Text;

namespace DeferredSeg.OldLibstdcxx;

/// <summary>An ELF file cannot be read. The message says what was found and what is expected.</summary>
internal sealed class ElfException(string message) : Exception(message);

/// <summary>
/// A shared library of Linux for 64-bit little-endian processors, as bytes, with its symbol versions. Source: System V ABI, LSB symbol versioning.
/// </summary>
internal sealed class ElfFile
{
    private const uint VersionDefinitions = 0x6ffffffd;
    private const uint VersionRequirements = 0x6ffffffe;
    private const int SectionHeaderSize = 64;
    private const ushort Weak = 2;

    private readonly byte[] _bytes;
    private readonly string _name;

    /// <summary>Looks at the header alone.</summary>
    /// <param name="bytes">The file's content; <see cref="WeakenRequirement"/> changes it.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ElfException">It is no ELF file of this kind.</exception>
    public ElfFile(byte[] bytes, string name)
    {
        (_bytes, _name) = (bytes, name);
        if (bytes.Length < 64 || !bytes.AsSpan(0, 4).SequenceEqual("\u007fELF"u8))
            throw Broken("it does not begin as an ELF file does");
        if (bytes[4] != 2 || bytes[5] != 1)
            throw Broken($"its class is {bytes[4]} and its byte order {bytes[5]}; expected 2 (64 bits) and 1 (little-endian)");
    }

    /// <summary>The versions that this library offers, for example <c>GLIBCXX_3.4.30</c>.</summary>
    /// <exception cref="ElfException">The file is damaged.</exception>
    public IReadOnlySet<string> DefinedVersions()
    {
        var versions = new HashSet<string>(StringComparer.Ordinal);
        foreach (var section in Sections(VersionDefinitions))
        {
            foreach (var definition in Chain(section.Start, section.Count, next: 16))
            {
                var name = definition + UInt32(definition + 12);
                versions.Add(Text(section.Strings, UInt32(name)));
            }
        }
        return versions;
    }

    /// <summary>Marks one required version as weak: a loader that lacks it goes on.</summary>
    /// <param name="version">The version's name.</param>
    /// <returns>Whether the file requires that version; then it is marked, whether or not it was before.</returns>
    /// <exception cref="ElfException">The file is damaged.</exception>
    public bool WeakenRequirement(string version)
    {
        var found = false;
        foreach (var section in Sections(VersionRequirements))
        {
            foreach (var file in Chain(section.Start, section.Count, next: 12))
            {
                foreach (var requirement in Chain(file + UInt32(file + 8), UInt16(file + 2), next: 12))
                {
                    if (Text(section.Strings, UInt32(requirement + 8)) != version)
                        continue;
                    var flags = requirement + 4;
                    BinaryPrimitives.WriteUInt16LittleEndian(_bytes.AsSpan(Position(flags, 2), 2), (ushort)(UInt16(flags) | Weak));
                    found = true;
                }
            }
        }
        return found;
    }

    private IEnumerable<(long Start, long Count, long Strings)> Sections(uint type)
    {
        var (table, size, count) = ((long)UInt64(40), UInt16(58), UInt16(60));
        if (count > 0 && size != SectionHeaderSize)
            throw Broken($"its section headers have {size} bytes; expected {SectionHeaderSize}");
        for (var i = 0; i < count; i++)
        {
            var header = table + (long)i * SectionHeaderSize;
            if (UInt32(header + 4) != type)
                continue;
            var strings = UInt32(header + 40);
            if (strings >= count)
                throw Broken($"section {i} names section {strings} for its strings; there are {count}");
            yield return ((long)UInt64(header + 24), UInt32(header + 44), (long)UInt64(table + strings * (long)SectionHeaderSize + 24));
        }
    }

    // Entries that each say how far the next one is; 0 for the last.
    private IEnumerable<long> Chain(long entry, long count, int next)
    {
        for (; count > 0; count--)
        {
            yield return entry;
            var distance = UInt32(entry + next);
            if (distance == 0)
                yield break;
            entry += distance;
        }
    }

    private string Text(long strings, uint offset)
    {
        var start = Position(strings + offset, 1);
        var length = _bytes.AsSpan(start).IndexOf((byte)0);
        return length < 0 ? throw Broken("a name does not end") : Encoding.ASCII.GetString(_bytes, start, length);
    }

    private ushort UInt16(long at) => BinaryPrimitives.ReadUInt16LittleEndian(_bytes.AsSpan(Position(at, 2)));

    private uint UInt32(long at) => BinaryPrimitives.ReadUInt32LittleEndian(_bytes.AsSpan(Position(at, 4)));

    private ulong UInt64(long at) => BinaryPrimitives.ReadUInt64LittleEndian(_bytes.AsSpan(Position(at, 8)));

    private int Position(long at, int length) =>
        at >= 0 && at <= _bytes.Length - length ? (int)at : throw Broken($"it ends at byte {_bytes.Length}, but refers to byte {at}");

    private ElfException Broken(string found) =>
        new($"{_name}: this is no shared library for 64-bit Linux as expected: {found}. Restore the package again (dotnet nuget locals all --clear).");
}
