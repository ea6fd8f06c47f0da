namespace VerifyTests.Scrubbing;

/// <summary>Changes to whole lines.</summary>
internal static class Lines
{
    public static Scrubber Without(string[] parts) =>
        Replaced(line => parts.Any(part => line.Contains(part, StringComparison.OrdinalIgnoreCase)) ? null : line);

    /// <summary>Replaces every line; null removes it together with its line end.</summary>
    public static Scrubber Replaced(Func<string, string?> replace) => (text, _) =>
    {
        var lines = text.ToString().ReplaceLineEndings("\n").Split('\n');
        var endsWithLineEnd = lines[^1].Length == 0;
        var kept = lines.Take(endsWithLineEnd ? lines.Length - 1 : lines.Length).Select(replace).OfType<string>().ToList();
        text.Clear().AppendJoin('\n', kept);
        if (endsWithLineEnd && kept.Count > 0)
            text.Append('\n');
    };
}
