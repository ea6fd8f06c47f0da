using System.Text.RegularExpressions;

namespace Experts.Recorded;

/// <summary>How person and tool stand in the name of a rater.</summary>
internal sealed class PersonPattern
{
    private const string Person = "{person}";
    private const string Tool = "{tool}";

    private readonly Regex _names;

    private PersonPattern(Regex names) => _names = names;

    /// <summary>Reads a pattern; null with a problem added where it is none.</summary>
    public static PersonPattern? Read(string pattern, List<string> problems)
    {
        var rest = pattern.Replace(Person, "", StringComparison.Ordinal).Replace(Tool, "", StringComparison.Ordinal);
        var isUsable =
            Count(pattern, Person) == 1
            && Count(pattern, Tool) <= 1
            && !pattern.Contains($"{Person}{Tool}", StringComparison.Ordinal)
            && !pattern.Contains($"{Tool}{Person}", StringComparison.Ordinal)
            && rest.AsSpan().IndexOfAny('{', '}') < 0;
        if (!isUsable)
        {
            problems.Add($"personPattern is '{pattern}'; expected {Person} once, {Tool} at most once with something between the two, such as {Person}_{Tool}.");
            return null;
        }
        // Escape leaves the closing brace alone.
        var names = Regex
            .Escape(pattern)
            .Replace(@"\{person}", "(?<person>.+)", StringComparison.Ordinal)
            .Replace(@"\{tool}", "(?<tool>.+)", StringComparison.Ordinal);
        return new(new Regex($@"\A{names}\z", RegexOptions.CultureInvariant | RegexOptions.Singleline));
    }

    /// <summary>Who a rater is, and with which tool, where the pattern has one; null where the name does not fit.</summary>
    public (string Person, string? Tool)? Match(string rater)
    {
        var match = _names.Match(rater);
        if (!match.Success)
            return null;
        return (match.Groups["person"].Value, match.Groups["tool"] is { Success: true, Value: var tool } ? tool : null);
    }

    private static int Count(string text, string part) => text.Split(part).Length - 1;
}
