using System.Buffers.Binary;
using System.Text;

namespace DeferredSeg.OldLibstdcxx.Tests;

/// <summary>A shared library of nothing but a header, a string table and one section of versions, laid out as the ABI says.</summary>
internal static class SmallElf
{
    private const int HeaderSize = 64;

    /// <summary>One that requires versions of files.</summary>
    public static byte[] Requiring(params (string File, string[] Versions)[] requirements)
    {
        var strings = new Strings();
        var section = new List<byte>();
        for (var i = 0; i < requirements.Length; i++)
        {
            var (file, versions) = requirements[i];
            var next = i == requirements.Length - 1 ? 0 : 16 + 16 * versions.Length;
            Add(section, (2, 1), (2, versions.Length), (4, strings.Of(file)), (4, 16), (4, next));
            for (var j = 0; j < versions.Length; j++)
                Add(section, (4, 0x1234 + j), (2, 0), (2, 2 + j), (4, strings.Of(versions[j])), (4, j == versions.Length - 1 ? 0 : 16));
        }
        return File(0x6ffffffe, requirements.Length, section, strings);
    }

    /// <summary>One that offers versions.</summary>
    public static byte[] Defining(params string[] versions)
    {
        var strings = new Strings();
        var section = new List<byte>();
        for (var i = 0; i < versions.Length; i++)
            Add(section, (2, 1), (2, 0), (2, 1 + i), (2, 1), (4, 0), (4, 20), (4, i == versions.Length - 1 ? 0 : 28), (4, strings.Of(versions[i])), (4, 0));
        return File(0x6ffffffd, versions.Length, section, strings);
    }

    /// <summary>The flags of every version that a file requires, by name.</summary>
    public static Dictionary<string, ushort> Flags(byte[] elf, params (string File, string[] Versions)[] requirements)
    {
        var flags = new Dictionary<string, ushort>();
        var at = HeaderSize;
        foreach (var (_, versions) in requirements)
        {
            at += 16;
            foreach (var version in versions)
            {
                flags[version] = BinaryPrimitives.ReadUInt16LittleEndian(elf.AsSpan(at + 4));
                at += 16;
            }
        }
        return flags;
    }

    private static byte[] File(uint type, int count, List<byte> section, Strings strings)
    {
        var (text, table) = (strings.Bytes, HeaderSize + section.Count + strings.Bytes.Length);
        var header = new List<byte>(Encoding.ASCII.GetBytes("\u007fELF")) { 2, 1, 1, 0 };
        Add(header, (8, 0), (2, 3), (2, 62), (4, 1), (8, 0), (8, 0), (8, table), (4, 0), (2, 64), (2, 0), (2, 0), (2, 64), (2, 3), (2, 0));
        var sections = new List<byte>(new byte[64]);
        Add(sections, (4, 0), (4, type), (8, 0), (8, 0), (8, HeaderSize), (8, section.Count), (4, 2), (4, count), (8, 4), (8, 0));
        Add(sections, (4, 0), (4, 3), (8, 0), (8, 0), (8, HeaderSize + section.Count), (8, text.Length), (4, 0), (4, 0), (8, 1), (8, 0));
        return [.. header, .. section, .. text, .. sections];
    }

    private static void Add(List<byte> bytes, params (int Size, long Value)[] numbers)
    {
        foreach (var (size, value) in numbers)
            bytes.AddRange(BitConverter.GetBytes(value)[..size]);
    }

    private sealed class Strings
    {
        private readonly List<byte> _bytes = [0];

        public byte[] Bytes => [.. _bytes];

        public int Of(string text)
        {
            var at = _bytes.Count;
            _bytes.AddRange([.. Encoding.ASCII.GetBytes(text), 0]);
            return at;
        }
    }
}
