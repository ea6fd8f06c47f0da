namespace Compat.TorchSharp.Tests.Api;

/// <summary>A member's signature as text, without what may differ: parameter names, virtual, abstract, params, this.</summary>
internal static class MemberText
{
    public static string Normalise(string member)
    {
        foreach (var word in (string[])["virtual ", "abstract "]) member = member.Replace(word, "");
        if (member.StartsWith("field ", StringComparison.Ordinal)) return member;
        if (member.EndsWith('}')) return Indexer(member);
        var open = ParametersAt(member);
        var head = member[..open];
        var parameters = Split(member[(open + 1)..^1]).Select(Parameter);
        return $"{head}({string.Join(", ", parameters)})";
    }

    /// <summary>Splits at the commas that are outside of every bracket.</summary>
    public static IEnumerable<string> Split(string text)
    {
        var (depth, start) = (0, 0);
        for (var i = 0; i < text.Length; i++)
        {
            if (text[i] is '(' or '<' or '[') depth++;
            if (text[i] is ')' or '>' or ']') depth--;
            if (text[i] != ',' || depth != 0) continue;
            yield return text[start..i].Trim();
            start = i + 1;
        }
        if (text[start..].Trim() is { Length: > 0 } last) yield return last;
    }

    // The list of parameters is the last bracket that opens at depth 0; a tuple return type opens earlier.
    private static int ParametersAt(string member)
    {
        var depth = 0;
        for (var i = member.Length - 1; i >= 0; i--)
        {
            if (member[i] == ')') depth++;
            if (member[i] == '(' && --depth == 0) return i;
        }
        throw new FormatException($"No parameters in '{member}'.");
    }

    private static string Indexer(string property)
    {
        if (!property.Contains("this[", StringComparison.Ordinal)) return property;
        var open = property.IndexOf("this[", StringComparison.Ordinal) + 5;
        var close = property.LastIndexOf(']');
        return property[..open] + string.Join(", ", Split(property[open..close]).Select(Parameter)) + property[close..];
    }

    private static string Parameter(string parameter)
    {
        var (head, value) = parameter.Split(" = ", 2) is [var h, var v] ? (h, " = " + v) : (parameter, "");
        foreach (var word in (string[])["params ", "this "])
        {
            if (head.StartsWith(word, StringComparison.Ordinal)) head = head[word.Length..];
        }
        return head[..head.LastIndexOf(' ')] + value;
    }
}
