using System.Text.RegularExpressions;

namespace Experts.Recorded;

/// <summary>Which raters of the dataset are one person, by the options.</summary>
internal static class PersonGroups
{
    /// <summary>Every rater's person and tool; what is wrong with the options is added to the problems.</summary>
    public static IReadOnlyDictionary<string, (string Person, string? Tool)> Of(RecordedOptions options, IReadOnlyList<string> raters, List<string> problems)
    {
        var groups = raters.ToDictionary(rater => rater, rater => (Person: rater, Tool: (string?)null), StringComparer.Ordinal);
        if (options.Persons is { } persons)
            ByList(persons, groups, problems);
        if (options.PersonPattern is { } pattern)
            ByPattern(pattern, raters, groups, problems);
        return groups;
    }

    private static void ByList(IReadOnlyList<PersonOptions> persons, Dictionary<string, (string Person, string? Tool)> groups, List<string> problems)
    {
        problems.AddRange(
            GivenNames.Twice(persons.Select(person => person.Id)).Select(id => $"persons has '{id}' twice; expected each person once, with all raters.")
        );
        problems.AddRange(
            GivenNames
                .Twice(persons.SelectMany(person => person.Raters ?? []))
                .Select(rater => $"persons has the rater '{rater}' twice; a rater is one person.")
        );
        var named = persons.SelectMany(person => person.Raters ?? []).ToHashSet(StringComparer.Ordinal);
        foreach (var (person, index) in persons.Select((person, index) => (person, index)))
        {
            if (person.Id.Length == 0)
                problems.Add($"persons:{index}:id is ''; expected the person's name.");
            if (person.Raters is not { Count: > 0 })
                problems.Add($"persons:{index}:raters is empty; expected the raters that are '{person.Id}'.");
            if (groups.ContainsKey(person.Id) && !named.Contains(person.Id))
                problems.Add(
                    $"persons:{index}:id is '{person.Id}', which is also a rater who belongs to nobody; expected another name, or the rater under a person."
                );
            foreach (var rater in person.Raters ?? [])
            {
                if (GivenNames.Problem($"persons:{index}:raters", rater, "rater", groups.Keys) is { } problem)
                    problems.Add(problem);
                else
                    groups[rater] = (person.Id, null);
            }
        }
    }

    private static void ByPattern(string text, IReadOnlyList<string> raters, Dictionary<string, (string Person, string? Tool)> groups, List<string> problems)
    {
        if (PersonPattern.Read(text, problems) is not { } pattern)
            return;
        var fitting = 0;
        foreach (var rater in raters)
        {
            if (pattern.Match(rater) is not { } match)
                continue;
            groups[rater] = match;
            fitting++;
        }
        if (fitting == 0)
            problems.Add($"personPattern is '{text}'; no rater is named so. The raters are {string.Join(", ", raters)}.");
        foreach (var rater in raters.Where(rater => pattern.Match(rater) is null && raters.Any(other => other != rater && groups[other].Person == rater)))
        {
            problems.Add(
                $"personPattern is '{text}' and makes a person '{rater}', which is also a rater who does not fit it; "
                    + "expected a pattern that tells them apart, or persons."
            );
        }
    }
}

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
