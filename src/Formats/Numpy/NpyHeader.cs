using System.Buffers.Binary;
using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using DeferredSeg.Formats.Tensors;

namespace DeferredSeg.Formats.Numpy;

/// <summary>
/// What a <c>.npy</c> file says of its array: the magic <c>\x93NUMPY</c>, a version (1, 2 or 3), a length, and a Python dictionary with
/// <c>descr</c>, <c>fortran_order</c> and <c>shape</c>. The values follow.
/// </summary>
/// <param name="Type">The element type.</param>
/// <param name="FortranOrder">Whether the first index runs fastest in the file.</param>
/// <param name="Shape">The sizes, outermost first; empty for a scalar.</param>
/// <param name="DataStart">The byte where the values begin.</param>
internal sealed record NpyHeader(NpyType Type, bool FortranOrder, ImmutableArray<long> Shape, long DataStart)
{
    /// <summary>The longest header that is read; NumPy itself stops at 10,000 characters.</summary>
    private const int Longest = 1 << 16;

    /// <summary>Pads the header to this, so that the values are aligned in a file that is mapped.</summary>
    private const int Alignment = 64;

    private const int Version1Start = 10;
    private const int Version2Start = 12;

    public static ReadOnlySpan<byte> Magic => [0x93, (byte)'N', (byte)'U', (byte)'M', (byte)'P', (byte)'Y'];

    public static NpyHeader Read(ByteSource source)
    {
        byte[] start = new byte[Math.Min(Version2Start, source.Length)];
        source.ReadExactly(0, start);
        if (start.Length < Version1Start || !start.AsSpan().StartsWith(Magic))
            throw source.Refuse(0, "the file does not begin as a .npy file does; save the array with numpy.save");
        if (start[6] is < 1 or > 3)
            throw source.Refuse(6, $"the file is of version {start[6]}.{start[7]} of the .npy format; expected 1, 2 or 3");
        int textAt = start[6] == 1 ? Version1Start : Version2Start;
        if (start.Length < textAt)
            throw source.Refuse(start.Length, "the file ends within its header; it is truncated: fetch it again");
        long length = start[6] == 1 ? BinaryPrimitives.ReadUInt16LittleEndian(start.AsSpan(8)) : BinaryPrimitives.ReadUInt32LittleEndian(start.AsSpan(8));
        if (length > Longest)
            throw source.Refuse(8, $"the header would have {length} bytes; at most {Longest} are read");
        byte[] text = new byte[length];
        source.ReadExactly(textAt, text);
        NpyDictionary dictionary = NpyDictionary.Parse(Encoding.UTF8.GetString(text), source, textAt);
        NpyType type = NpyType.Of(dictionary.Descr, source, textAt);
        long dataStart = textAt + length;
        if (!TensorInfo.TryCount(dictionary.Shape.AsSpan(), Math.Max(type.Size, type.DType.ElementSize()), out long elements))
            throw source.Refuse(textAt, $"the shape ({string.Join(", ", dictionary.Shape)}) has more bytes than a file can have");
        if (source.Length - dataStart != elements * type.Size)
            throw source.Refuse(
                dataStart,
                $"an array of {elements} elements takes {elements * type.Size} bytes, but {source.Length - dataStart} follow the header; "
                    + "the file is truncated or damaged: fetch it again"
            );
        return new(type, dictionary.FortranOrder, dictionary.Shape, dataStart);
    }

    /// <summary>The bytes before the values, version 1.0.</summary>
    public static byte[] Compose(TensorInfo tensor)
    {
        string shape = tensor.Shape.Length == 1 ? $"({tensor.Shape[0]},)" : $"({string.Join(", ", tensor.Shape)})";
        string text = $"{{'descr': '{NpyType.Describe(tensor.DType)}', 'fortran_order': False, 'shape': {shape}, }}";
        int unpadded = Version1Start + text.Length + 1;
        int total = (unpadded + Alignment - 1) / Alignment * Alignment;
        byte[] header = new byte[total];
        header.AsSpan().Fill((byte)' ');
        Magic.CopyTo(header);
        header[6] = 1;
        header[7] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(header.AsSpan(8), checked((ushort)(total - Version1Start)));
        Encoding.ASCII.GetBytes(text, header.AsSpan(Version1Start));
        header[^1] = (byte)'\n';
        return header;
    }
}

/// <summary>The Python dictionary in the header of a <c>.npy</c> file. It is taken apart by hand, never evaluated.</summary>
internal sealed record NpyDictionary(string Descr, bool FortranOrder, ImmutableArray<long> Shape)
{
    public static NpyDictionary Parse(string text, ByteSource source, long at)
    {
        Dictionary<string, string> entries = Entries(text.Trim(), source, at);
        if (
            !entries.TryGetValue("descr", out string? descr)
            || !entries.TryGetValue("fortran_order", out string? order)
            || !entries.TryGetValue("shape", out string? shape)
        )
            throw source.Refuse(at, $"the header is {Quoted.Text(text.Trim())}; expected descr, fortran_order and shape");
        if (descr[0] == '[')
            throw source.Refuse(at, "the array has named fields (a structured type); save each field as an array of its own");
        if (descr.Contains('O'))
            throw source.Refuse(
                at,
                "the array holds Python objects, which are not read because that would mean to run what the file says; save an array of numbers"
            );
        if (order is not ("True" or "False"))
            throw source.Refuse(at, $"fortran_order is {Quoted.Text(order)}; expected True or False");
        if (descr is not ['\'', .., '\''] && descr is not ['"', .., '"'])
            throw source.Refuse(at, $"the element type is {Quoted.Text(descr)}; expected a text such as '<f8'");
        return new(descr[1..^1], order == "True", Sizes(shape, source, at));
    }

    private static Dictionary<string, string> Entries(string text, ByteSource source, long at)
    {
        WeightFileException NoDictionary() => source.Refuse(at, $"the header is {Quoted.Text(text)}; expected a dictionary as numpy.save writes it");
        if (text is not ['{', .., '}'])
            throw NoDictionary();
        Dictionary<string, string> entries = new(StringComparer.Ordinal);
        ReadOnlySpan<char> rest = text.AsSpan(1, text.Length - 2).TrimStart();
        while (!rest.IsEmpty)
        {
            int key = Length(rest);
            if (key < 2 || rest[0] is not ('\'' or '"'))
                throw NoDictionary();
            string name = rest[1..(key - 1)].ToString();
            rest = rest[key..].TrimStart();
            if (rest.IsEmpty || rest[0] != ':')
                throw NoDictionary();
            rest = rest[1..].TrimStart();
            int value = Length(rest);
            if (value < 1)
                throw NoDictionary();
            // A key that comes twice would let two readers see two arrays.
            if (name is not ("descr" or "fortran_order" or "shape") || !entries.TryAdd(name, rest[..value].ToString()))
                throw source.Refuse(
                    at,
                    $"the header has the entry {Quoted.Text(name)}, which is unknown or repeated; expected descr, fortran_order and shape once"
                );
            rest = rest[value..].TrimStart();
            if (!rest.IsEmpty && rest[0] != ',')
                throw NoDictionary();
            rest = rest.IsEmpty ? rest : rest[1..].TrimStart();
        }

        return entries;
    }

    /// <summary>The characters of the value at the start: a text, a tuple, a list or a word; 0 where there is none.</summary>
    private static int Length(ReadOnlySpan<char> text)
    {
        if (text.IsEmpty)
            return 0;
        int word = text.IndexOfAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_");
        return text[0] switch
        {
            '\'' or '"' => text[1..].IndexOf(text[0]) + 2 is > 1 and int end ? end : 0,
            '(' => text.IndexOf(')') + 1,
            '[' => text.LastIndexOf(']') + 1,
            _ => word < 0 ? text.Length : word,
        };
    }

    private static ImmutableArray<long> Sizes(string tuple, ByteSource source, long at)
    {
        if (tuple is not ['(', .., ')'])
            throw source.Refuse(at, $"the shape is {Quoted.Text(tuple)}; expected a tuple such as (3, 4)");
        ImmutableArray<long>.Builder sizes = ImmutableArray.CreateBuilder<long>();
        foreach (string size in tuple[1..^1].Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries))
        {
            // Python 2 wrote long integers with an L.
            if (!long.TryParse(size.TrimEnd('L'), NumberStyles.None, CultureInfo.InvariantCulture, out long value))
                throw source.Refuse(at, $"the shape is {Quoted.Text(tuple)}; expected whole numbers of at least 0");
            sizes.Add(value);
        }

        return sizes.ToImmutable();
    }
}
