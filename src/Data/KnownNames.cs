using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data;

/// <summary>Names that were asked for, held against those that exist. Case matters, as in the names of files.</summary>
internal static class KnownNames
{
    private const int Shown = 10;
    private const int FewShown = 6;

    /// <summary>Refuses a name that is not known, with the nearest.</summary>
    /// <exception cref="ArgumentException">The name is not known.</exception>
    public static void Require(string what, string name, IReadOnlyCollection<string> known, IReadOnlySet<string>? look = null)
    {
        if (look?.Contains(name) ?? known.Contains(name, StringComparer.Ordinal))
            return;
        throw new ArgumentException(Problem(what, name, known));
    }

    /// <summary>What there is to say about a name that is not known.</summary>
    public static string Problem(string what, string name, IReadOnlyCollection<string> known)
    {
        var nearest = NearestName.Of(name, known);
        var meant = nearest is null ? "" : $" Did you mean '{nearest}'?";
        var more = known.Count > Shown ? $" and {known.Count - Shown} more" : "";
        return $"There is no {what} '{name}'.{meant} The {what}s are {(known.Count == 0 ? "none" : string.Join(", ", known.Take(Shown)))}{more}.";
    }

    /// <summary>Refuses an empty list of names, and names that occur twice.</summary>
    /// <exception cref="ArgumentException">There are none, or one is there twice.</exception>
    public static void RequireDistinct(string what, IReadOnlyCollection<string> names)
    {
        if (names.Count == 0)
            throw new ArgumentException($"There are no {what}s; expected one or more.");
        var twice = names.GroupBy(name => name, StringComparer.Ordinal).FirstOrDefault(group => group.Count() > 1)?.Key;
        if (twice is not null)
            throw new ArgumentException($"The {what} '{twice}' is named twice; expected each once.");
    }

    /// <summary>The first few of many names, for messages.</summary>
    public static string Few(IReadOnlyCollection<string> names) =>
        names.Count <= FewShown ? string.Join(", ", names) : $"{string.Join(", ", names.Take(FewShown))} and {names.Count - FewShown} more";
}
