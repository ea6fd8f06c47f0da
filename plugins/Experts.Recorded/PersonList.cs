using DeferredSeg.Abstractions.Options;

namespace Experts.Recorded;

/// <summary>The persons whose masks may be used.</summary>
internal sealed class PersonList
{
    private readonly IReadOnlyDictionary<string, (string Person, string? Tool)> _groups;

    private PersonList(IReadOnlyDictionary<string, (string Person, string? Tool)> groups, IReadOnlyList<RecordedPerson> persons) =>
        (_groups, Persons) = (groups, persons);

    /// <summary>In the order in which the dataset first names them. Each has a usable rater.</summary>
    public IReadOnlyList<RecordedPerson> Persons { get; }

    /// <summary>What a rater works with; null where no pattern says it.</summary>
    public string? ToolOf(string rater) => _groups[rater].Tool;

    /// <summary>One rater alone, as the person that they are.</summary>
    public RecordedPerson Single(string rater) => Persons.First(person => person.Id == _groups[rater].Person) with { Usable = [rater] };

    /// <summary>Reads the options; what is wrong with them is added to the problems.</summary>
    public static PersonList Of(RecordedOptions options, IReadOnlyList<string> raters, List<string> problems)
    {
        var groups = PersonGroups.Of(options, raters, problems);
        var usable = Usable(options, raters, problems);
        var rank = Rank(options, raters, groups, problems);
        return new(
            groups,
            [
                .. raters
                    .GroupBy(rater => groups[rater].Person, StringComparer.Ordinal)
                    .Select(group => new RecordedPerson(
                        group.Key,
                        [.. group],
                        [.. group.Where(usable.Contains).OrderBy(rater => rank.GetValueOrDefault(rater, int.MaxValue))]
                    ))
                    .Where(person => person.Usable.Count > 0),
            ]
        );
    }

    private static HashSet<string> Usable(RecordedOptions options, IReadOnlyList<string> raters, List<string> problems)
    {
        if (options.Among is not { } among)
            return [.. raters];
        if (among.Count == 0)
            problems.Add("among is empty; expected the raters that may be used, or null for all.");
        problems.AddRange(GivenNames.Twice(among).Select(rater => $"among has '{rater}' twice; expected each rater once."));
        problems.AddRange(among.Select((rater, index) => GivenNames.Problem($"among:{index}", rater, "rater", raters)).OfType<string>());
        return [.. among];
    }

    /// <summary>Every named rater's place in the order of preference; raters without one come last.</summary>
    private static Dictionary<string, int> Rank(
        RecordedOptions options,
        IReadOnlyList<string> raters,
        IReadOnlyDictionary<string, (string Person, string? Tool)> groups,
        List<string> problems
    )
    {
        if (options.Persons is { } persons)
            return persons
                .SelectMany(person => person.Raters ?? [])
                .Distinct(StringComparer.Ordinal)
                .Select((rater, place) => (rater, place))
                .ToDictionary(one => one.rater, one => one.place, StringComparer.Ordinal);
        if (options.Tools is not { } tools)
            return [];
        string[] known = [.. groups.Values.Select(group => group.Tool).OfType<string>().Distinct(StringComparer.Ordinal)];
        problems.AddRange(GivenNames.Twice(tools).Select(tool => $"tools has '{tool}' twice; expected each tool once."));
        problems.AddRange(tools.Select((tool, index) => GivenNames.Problem($"tools:{index}", tool, "tool", known)).OfType<string>());
        return raters
            .Where(rater => groups[rater].Tool is { } tool && tools.Contains(tool))
            .ToDictionary(rater => rater, rater => tools.ToList().IndexOf(groups[rater].Tool!), StringComparer.Ordinal);
    }
}

/// <summary>One person among the raters.</summary>
/// <param name="Id">The person's name; the rater's where nothing says who the rater is.</param>
/// <param name="All">All raters that are this person, in the dataset's order.</param>
/// <param name="Usable">Those whose masks may be used, the preferred one first.</param>
internal sealed record RecordedPerson(string Id, IReadOnlyList<string> All, IReadOnlyList<string> Usable);

/// <summary>Names in options, held against those that exist.</summary>
internal static class GivenNames
{
    /// <summary>The sentence about a name that is not known; null where it is. Case matters, as in the names of files.</summary>
    /// <param name="option">Where the name was given.</param>
    /// <param name="name">What was given.</param>
    /// <param name="what">What is named, such as <c>rater</c>.</param>
    /// <param name="known">The names that exist.</param>
    public static string? Problem(string option, string name, string what, IReadOnlyCollection<string> known)
    {
        if (known.Contains(name, StringComparer.Ordinal))
            return null;
        var nearest = NearestName.Of(name, known);
        var meant = nearest is null ? "" : $" Did you mean '{nearest}'?";
        return $"{option} is '{name}'; there is no such {what}.{meant} The {what}s are {(known.Count == 0 ? "none" : string.Join(", ", known))}.";
    }

    /// <summary>The names that occur more than once.</summary>
    public static IEnumerable<string> Twice(IEnumerable<string> names) =>
        names.GroupBy(name => name, StringComparer.Ordinal).Where(group => group.Count() > 1).Select(group => group.Key);
}
