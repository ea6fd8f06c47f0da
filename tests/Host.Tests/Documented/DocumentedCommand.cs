using System.CommandLine;
using System.Text;
using System.Text.RegularExpressions;

namespace DeferredSeg.Host.Tests.Documented;

/// <summary>Command lines as the documentation and the help print them.</summary>
internal static partial class DocumentedCommand
{
    private static string Repository => Path.GetFullPath(Path.Combine(BuildFacts.Configurations, ".."));

    /// <summary>Each once, as typed after <c>deferredseg</c>, in the order of its first place.</summary>
    public static IReadOnlyList<string> All() => [.. Printed().Concat(Helped(Program.Root(), [])).Distinct(StringComparer.Ordinal)];

    /// <summary>The words that a shell makes of a line.</summary>
    public static string[] Words(string line)
    {
        var (words, word, quote, begun) = (new List<string>(), new StringBuilder(), '\0', false);
        foreach (var letter in line)
        {
            if (quote == '\0' && letter is '\'' or '"')
                (quote, begun) = (letter, true);
            else if (letter == quote && quote != '\0')
                quote = '\0';
            else if (letter == ' ' && quote == '\0')
            {
                if (begun)
                    words.Add(word.ToString());
                word.Clear();
                begun = false;
            }
            else
            {
                word.Append(letter);
                begun = true;
            }
        }
        return begun ? [.. words, word.ToString()] : [.. words];
    }

    private static IEnumerable<string> Printed() =>
        Directory
            .EnumerateFiles(Repository, "*.md")
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository, "docs"), "*.md"))
            .Concat(Directory.EnumerateFiles(Path.Combine(Repository, "samples"), "README.md", SearchOption.AllDirectories))
            .Order(StringComparer.Ordinal)
            .SelectMany(file => Of(File.ReadAllText(file)));

    private static IEnumerable<string> Helped(Command command, string[] path)
    {
        if (path.Length > 0)
        {
            foreach (var line in Of(ProgramRun.Of([.. path, "--help"]).Output))
                yield return line;
        }
        foreach (var line in command.Subcommands.SelectMany(one => Helped(one, [.. path, one.Name])))
            yield return line;
    }

    /// <summary>Whole lines, with what a backslash continues; a comment behind one is none of it.</summary>
    private static IEnumerable<string> Of(string text) =>
        Line()
            .Matches(text.Replace("\r", "", StringComparison.Ordinal).Replace("\\\n", " ", StringComparison.Ordinal))
            .Select(match => Spaces().Replace(Comment().Replace(match.Groups[1].Value, ""), " ").Trim());

    [GeneratedRegex(@"^\s*(?:[A-Za-z_]+=\S+ +)*(?:~/DeferredSeg/|(?:\.\./)+|\./)deferredseg( .*)$", RegexOptions.Multiline)]
    private static partial Regex Line();

    [GeneratedRegex(@"\s+#\s.*$")]
    private static partial Regex Comment();

    [GeneratedRegex(" +")]
    private static partial Regex Spaces();
}
