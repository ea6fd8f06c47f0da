using System.Text;

namespace VerifyTests.Scrubbing;

/// <summary>Everything that happens to text between rendering and comparing.</summary>
internal static class TextScrubbing
{
    /// <summary>Runs the verification's scrubbers, the global ones, and then names folders and ends lines alike everywhere.</summary>
    public static string Apply(string text, VerifySettings settings, Placeholders placeholders, string sourceFile)
    {
        var builder = new StringBuilder(text.TrimStart('\uFEFF'));
        foreach (var scrubber in settings.Scrubbers.Concat(VerifierSettings.Scrubbers))
            scrubber(builder, placeholders);
        return LineEnds(KnownDirectories.Replace(builder.ToString(), sourceFile));
    }

    /// <summary>Ends every line with <c>\n</c>.</summary>
    public static string LineEnds(string text) => text.Replace("\r\n", "\n", StringComparison.Ordinal).Replace('\r', '\n');
}
