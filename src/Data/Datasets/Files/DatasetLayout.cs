using DeferredSeg.Abstractions.Options;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>Where the parts of a dataset lie: as described, else where they usually do.</summary>
/// <param name="Root">The dataset's folder.</param>
/// <param name="Channels">The images: one place, or one for each of an image's channels.</param>
/// <param name="Gold">The dataset's own reference; null for none.</param>
/// <param name="FieldOfView">The fields of view; null for none.</param>
/// <param name="Raters">The raters by name, in order.</param>
internal sealed record DatasetLayout(
    string Root,
    IReadOnlyList<FilePlace> Channels,
    FilePlace? Gold,
    FilePlace? FieldOfView,
    IReadOnlyList<(string Name, FilePlace Place)> Raters
)
{
    private static readonly string[] _images = ["images", "imgs"];
    private static readonly string[] _gold =
    [
        "masks",
        "gold",
        "labels",
        "gts",
        "gt",
        "mask",
        "label",
        "annotations",
        "annotation",
        "ground_truth",
        "groundtruth",
        "segmentations",
        "labelsTr",
    ];
    private static readonly string[] _fieldOfView = ["fov"];

    /// <summary>The images, or the first of their channels.</summary>
    public FilePlace Images => Channels[0];

    /// <summary>The convention by which it was found, for people; null where folders have their usual names, or were named.</summary>
    public string? Convention { get; private init; }

    /// <summary>Whether a folder has images where the usual names or a convention of the field put them.</summary>
    public static bool IsDataset(string folder) =>
        Directory.Exists(folder) && (Array.Exists(_images, name => Directory.Exists(Path.Combine(folder, name))) || KnownLayout.Fits(folder));

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
        var named =
            settings.Channels is { Count: > 0 } several ? several
            : settings.Images is { Length: > 0 } one ? [one]
            : Array.Find(_images, folder => Directory.Exists(Path.Combine(root, folder))) is { } usual ? [usual]
            : (IReadOnlyList<string>)[];
        // Masks that are named settle which of several tasks is meant.
        var known = named.Count > 0 ? null : KnownLayout.Find(root, hasMasks: settings.Raters is not null || settings.Gold is not null);
        List<FilePlace> channels = [.. (known?.Channels ?? named).Select(place => Place(place, [])).OfType<FilePlace>()];
        if (channels.Count == 0 && problems.Count == 0)
            problems.Add(
                $"there is no folder of images ({string.Join(" or ", _images)}), no imagesTr, and no folder for each case with an image and masks"
                    + $"{(Folders(root).ToList() is { Count: > 0 } there ? $"; the folders are {KnownNames.Few(there)}" : "")}; "
                    + "expected one, or dataset:images to name it."
            );
        var (gold, view) = (known is null ? Place(settings.Gold, _gold) : Place(settings.Gold ?? known.Gold, []), Place(settings.FieldOfView, _fieldOfView));
        List<(string, FilePlace)> raters = [];
        IEnumerable<(string Name, string Place)> chosen =
            settings.Raters is { } given ? given.SelectMany(rater => Expand(root, rater)).Select(rater => (rater, rater))
            : known?.Raters.Count > 0 ? known.Raters
            : Usual(root).Select(rater => (rater, rater));
        foreach (var (name, where) in chosen)
        {
            if (Place(where, []) is { } place)
                raters.Add((name, place));
        }
        if (problems.Count > 0)
            throw new DatasetException(root, problems);
        if (raters.Count > 0)
            KnownNames.RequireDistinct("rater", [.. raters.Select(rater => rater.Item1)]);
        return new(root, channels, gold, view, raters) { Convention = known?.Title };
    }

    /// <summary>How the folder was understood, and which folders have files named like the images and are not used; a sentence each.</summary>
    /// <param name="ids">The images.</param>
    public IReadOnlyList<string> Notes(IEnumerable<string> ids)
    {
        List<string> notes = [];
        if (Convention is { } convention)
            notes.Add($"The folder was read as {convention}.");
        if (Channels.Count > 1)
            notes.Add($"An image has {Channels.Count} channels, in this order: {string.Join(", ", Channels.Select(place => place.Shown))}.");
        if (Unused([.. ids]).ToList() is { Count: > 0 } unused)
            notes.Add(
                $"Not used, though its files are named like the images: {KnownNames.Few(unused)}. A rater's masks are taken by "
                    + $"--set dataset:raters:0={unused[0]}, the reference by dataset:gold."
            );
        return notes;
    }

    private IEnumerable<string> Unused(HashSet<string> ids)
    {
        if (Channels.Any(place => place.InCaseFolder is not null))
            return [];
        FilePlace?[] used = [.. Channels, Gold, FieldOfView, .. Raters.Select(rater => rater.Place)];
        bool IsUsed(string folder) => used.Any(place => place is not null && Path.GetFullPath(place.Folder) == Path.GetFullPath(Path.Combine(Root, folder)));
        bool IsLike(string folder) =>
            new FileIndex(FilePlace.Of(Root, folder), [.. FileIndex.Pictures, .. FileIndex.Volumes]).Ids.ToList() is { Count: > 0 } there
            && 2 * there.Count(ids.Contains) >= Math.Min(there.Count, ids.Count);
        return Folders(Root)
            .Where(folder => !Path.GetFullPath(Images.Folder).StartsWith(Path.GetFullPath(Path.Combine(Root, folder)), StringComparison.Ordinal))
            .SelectMany(folder => (string[])[folder, .. Folders(Path.Combine(Root, folder)).Select(inner => $"{folder}/{inner}")])
            .Where(folder => !IsUsed(folder) && IsLike(folder));
    }

    private static IEnumerable<string> Usual(string root) =>
        Folders(root).Where(name => name.StartsWith("rater", StringComparison.OrdinalIgnoreCase)).Concat(Expand(root, "experts/*"));

    private static IEnumerable<string> Expand(string root, string rater)
    {
        if (rater.StartsWith(FilePlace.Id + "/", StringComparison.Ordinal) && rater.EndsWith('*'))
            return CaseFolders.Matching(root, rater[(FilePlace.Id.Length + 1)..^1]).Select(name => $"{FilePlace.Id}/{name}");
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
    /// <summary>What stands for a case's id.</summary>
    public const string Id = "{id}";

    /// <summary>Where each case has a folder, called by its id: the file's name in it, in which the id stands for the folder's own name; else null.</summary>
    public string? InCaseFolder { get; private init; }

    /// <summary>The id of the case that a file belongs to; null for none.</summary>
    /// <param name="path">The file's path below the folder, without extension, with slashes.</param>
    public string? IdOf(string path)
    {
        var slash = path.LastIndexOf('/') + 1;
        if (InCaseFolder is { } pattern)
        {
            if (slash == 0)
                return null;
            var id = path[..(slash - 1)];
            return path[slash..] == pattern.Replace(Id, id[(id.LastIndexOf('/') + 1)..], StringComparison.Ordinal) ? id : null;
        }
        if (
            path.Length - slash <= Prefix.Length + Suffix.Length
            || string.CompareOrdinal(path, slash, Prefix, 0, Prefix.Length) != 0
            || !path.EndsWith(Suffix, StringComparison.Ordinal)
        )
            return null;
        return path[..slash] + path[(slash + Prefix.Length)..^Suffix.Length];
    }

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
        if (suffix.StartsWith('/') && (at == 0 || place[at - 1] == '/') && suffix.LastIndexOf('/') == 0 && suffix.Length > 1)
            return new(Path.Combine(root, slash < 0 ? "" : place[..slash]), place, "", "") { InCaseFolder = WithoutExtension(suffix[1..]) };
        if (suffix.Contains('/') || suffix.Contains(Id))
            throw new DatasetException(
                $"The place '{place}' has {Id} in a part of a folder's name, or twice; expected it once in the name of the file, "
                    + $"or as the whole name of the last folder: {Id}/image."
            );
        return new(Path.Combine(root, slash < 0 ? "" : place[..slash]), place, place[(slash + 1)..at], WithoutExtension(suffix));
    }

    private static string WithoutExtension(string name) => name[..(name.IndexOf('.') is >= 0 and var dot ? dot : name.Length)];

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
