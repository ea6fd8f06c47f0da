using System.Buffers;

namespace VerifyTests.Naming;

/// <summary>Text that is allowed in a file's name on every system, so that a repository can be checked out anywhere.</summary>
internal static class FileNameText
{
    private static readonly SearchValues<char> _forbidden =
        SearchValues.Create(['"', '\\', '<', '>', '|', ':', '*', '?', '/', .. Enumerable.Range(0, 32).Select(code => (char)code)]);

    /// <summary>Puts a dash for every character that some system forbids.</summary>
    public static string Of(string text) =>
        string.Create(text.Length, text, static (name, source) => source.AsSpan().ReplaceAny(name, _forbidden, '-'));
}
