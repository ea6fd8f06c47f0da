using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>Where the parts of a dataset lie: as described, else where they usually do.</summary>
/// <param name="Root">The dataset's folder.</param>
/// <param name="Images">The images.</param>
/// <param name="Gold">The dataset's own reference; null for none.</param>
/// <param name="FieldOfView">The fields of view; null for none.</param>
/// <param name="Raters">The raters by name, in order.</param>
internal sealed record DatasetLayout(
    string Root,
    FilePlace Images,
    FilePlace? Gold,
    FilePlace? FieldOfView,
    IReadOnlyList<(string Name, FilePlace Place)> Raters
)
{
    private static readonly string[] _images = ["images", "imgs"];
    private static readonly string[] _gold = ["masks", "gold", "labels", "gts"];
    private static readonly string[] _fieldOfView = ["fov"];

    /// <summary>Finds the folders.</summary>
    /// <exception cref="DatasetException">A folder is not there; the message names all that are missing, each with the nearest.</exception>
    public static DatasetLayout Find(DatasetSettings settings)
    {
        if (settings.Folder is not { Length: > 0 } root)
            throw new DatasetException("The dataset has no folder; expected dataset:folder, or the source phantom.");
        if (!Directory.Exists(root))
            throw new DatasetException($"{root} is not there; expected the dataset's folder. Check dataset:folder.");
        List<string> problems = [];
        FilePlace? Place(string? named, string[] usual)
        {
            try
            {
                var text = named ?? Array.Find(usual, folder => Directory.Exists(Path.Combine(root, folder)));
                if (text is not { Length: > 0 })
                    return null;
                var place = FilePlace.Of(root, text);
                place.Require(root);
                return place;
            }
            catch (DatasetException e)
            {
                problems.Add(e.Message);
                return null;
            }
        }
        var images = Place(settings.Images is { Length: 0 } ? null : settings.Images, _images);
        if (images is null && problems.Count == 0)
            problems.Add($"there is no folder of images ({string.Join(" or ", _images)}); expected one, or dataset:images to name it.");
        var (gold, view) = (Place(settings.Gold, _gold), Place(settings.FieldOfView, _fieldOfView));
        List<(string, FilePlace)> raters = [];
        foreach (var name in settings.Raters is { } named ? named.SelectMany(one => Expand(root, one)) : Usual(root))
        {
            if (Place(name, []) is { } place)
                raters.Add((name, place));
        }
        if (problems.Count > 0)
            throw new DatasetException(root, problems);
        if (raters.Count > 0)
            KnownNames.RequireDistinct("rater", [.. raters.Select(rater => rater.Item1)]);
        return new(root, images!, gold, view, raters);
    }

    private static IEnumerable<string> Usual(string root) =>
        Folders(root).Where(name => name.StartsWith("rater", StringComparison.OrdinalIgnoreCase)).Concat(Expand(root, "experts/*"));

    private static IEnumerable<string> Expand(string root, string rater)
    {
        if (!rater.EndsWith("/*", StringComparison.Ordinal))
            return [rater];
        var parent = rater[..^2];
        return Directory.Exists(Path.Combine(root, parent))
            ? Folders(Path.Combine(root, parent)).Select(name => $"{parent}/{name}")
            : [.. parent == "experts" ? Array.Empty<string>() : [parent]];
    }

    // Numbers count as numbers: rater10 comes after rater9.
    private static IEnumerable<string> Folders(string folder) =>
        Directory
            .EnumerateDirectories(folder)
            .Select(one => Path.GetFileName(one))
            .Where(name => !name.StartsWith('.'))
            .Order(StringComparer.Create(System.Globalization.CultureInfo.InvariantCulture, System.Globalization.CompareOptions.NumericOrdering));
}

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
            $"{Folder} is not there"
                + (
                    near is not null ? $", but '{near}' is"
                    : there.Length == 0 ? ""
                    : $"; the folders are {string.Join(", ", there)}"
                )
                + "; expected a folder of files, named like the images."
        );
    }
}
