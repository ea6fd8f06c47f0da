using System.Text.RegularExpressions;

namespace Compat.Verify.Tests.Api;

/// <summary>The members of the real package that this product may use, as the list in this folder has them.</summary>
internal static partial class SubsetList
{
    /// <summary>The members below a type's line, each without its modifiers: <c>UseDirectory(string)</c>.</summary>
    public static IReadOnlySet<string> Of(string type)
    {
        var below = Lines().SkipWhile(line => !Heading(type).IsMatch(line)).Skip(1).TakeWhile(line => line.StartsWith("  ", StringComparison.Ordinal));
        return below.SelectMany(line => Member().Matches(line)).Select(match => match.Value).ToHashSet();
    }

    public static IEnumerable<string> Types() =>
        Lines().Select(line => AnyHeading().Match(line)).Where(match => match.Success).Select(match => match.Groups[1].Value);

    private static IEnumerable<string> Lines() => File.ReadLines(Path.Combine(AppContext.BaseDirectory, "Api", "Verify.Xunit-subset.txt"));

    private static Regex Heading(string type) => new($@"^(static )?class {Regex.Escape(type)}\b");

    [GeneratedRegex(@"^(?:static )?class (\S+)")]
    private static partial Regex AnyHeading();

    [GeneratedRegex(@"\w+\([^)]*\)")]
    private static partial Regex Member();
}
