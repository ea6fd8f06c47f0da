using System.Collections.Immutable;
using System.Globalization;
using DeferredSeg.Formats.Bytes;
using DeferredSeg.Formats.Errors;

namespace DeferredSeg.Formats.Numpy;

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
