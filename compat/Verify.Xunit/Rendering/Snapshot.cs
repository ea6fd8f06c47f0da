using System.Text;

namespace VerifyTests.Rendering;

/// <summary>What is compared and written: text, or bytes of a format that is none.</summary>
internal sealed class Snapshot
{
    private static readonly HashSet<string> _textExtensions = new(StringComparer.OrdinalIgnoreCase)
    {
        "txt", "md", "json", "jsonl", "xml", "html", "htm", "svg", "css", "js", "csv", "tsv", "yml", "yaml", "toml", "ini",
        "cs", "csproj", "props", "targets", "sln", "py", "sh", "sql", "log", "config",
    };

    private Snapshot(string extension, string? text, byte[] bytes)
    {
        Extension = extension;
        Text = text;
        Bytes = bytes;
    }

    public string Extension { get; }

    /// <summary>The text; null for other formats.</summary>
    public string? Text { get; }

    /// <summary>What a file of it holds: text as UTF-8 with a byte order mark.</summary>
    public byte[] Bytes { get; }

    public static Snapshot OfText(string text, string extension) =>
        new(extension, text, [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)]);

    public static Snapshot OfBytes(byte[] bytes, string extension) =>
        _textExtensions.Contains(extension) ? OfText(Encoding.UTF8.GetString(bytes), extension) : new(extension, null, bytes);
}
