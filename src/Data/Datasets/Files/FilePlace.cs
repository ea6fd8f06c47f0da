using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>A folder whose files belong to cases, by their names.</summary>
/// <param name="Folder">The folder, absolute.</param>
/// <param name="Shown">The place as it was given.</param>
/// <param name="Prefix">What a file's name has before the case's id.</param>
/// <param name="Suffix">What it has after the id, before the extension.</param>
internal sealed record FilePlace(string Folder, string Shown, string Prefix, string Suffix)
{
    private const string Id = "{id}";

    /// <summary>Reads a place.</summary>
    /// <param name="root">The dataset's folder.</param>
    /// <param name="place">A folder below it, perhaps with <c>/…{id}…</c>; an extension after the id is dropped.</param>
    /// <exception cref="DatasetException">It leaves the root, or the id stands in the name of a folder.</exception>
    public static FilePlace Of(string root, string place)
    {
        if (Path.IsPathRooted(place) || place.Split('/', '\\').Contains(".."))
            throw new DatasetException($"The place '{place}' is not below {root}; expected a folder in it, such as images or masks/{Id}_mask.");
        var at = place.IndexOf(Id, StringComparison.Ordinal);
        if (at < 0)
            return new(Path.Combine(root, place), place, "", "");
        var slash = place.LastIndexOf('/', at);
        var suffix = place[(at + Id.Length)..];
        if (suffix.Contains('/') || suffix.Contains(Id))
            throw new DatasetException($"The place '{place}' has {Id} in the name of a folder, or twice; expected it once, in the name of the file.");
        return new(
            Path.Combine(root, slash < 0 ? "" : place[..slash]),
            place,
            place[(slash + 1)..at],
            suffix[..(suffix.IndexOf('.') is >= 0 and var dot ? dot : suffix.Length)]
        );
    }

    /// <summary>Refuses a folder that is not there, with the nearest that is.</summary>
    /// <exception cref="DatasetException">It is not there.</exception>
    public void Require(string root)
    {
        if (Directory.Exists(Folder))
            return;
        string[] there = Directory.Exists(root)
            ? [.. Directory.EnumerateDirectories(root).Select(folder => Path.GetFileName(folder)).Order(StringComparer.Ordinal)]
            : [];
        var near = NearestName.Of(Shown, there);
        throw new DatasetException(
            $"{Folder} is not there{(near is not null ? $", but '{near}' is" : there.Length == 0 ? "" : $"; the folders are {string.Join(", ", there)}")}; expected a folder of files, named like the images."
        );
    }
}
