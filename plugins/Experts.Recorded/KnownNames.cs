using DeferredSeg.Abstractions.Options;

namespace Experts.Recorded;

/// <summary>Names in options, held against those that exist.</summary>
internal static class KnownNames
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
