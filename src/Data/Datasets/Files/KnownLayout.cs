using System.Globalization;
using System.Text.RegularExpressions;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>Places that a folder has by one of the field's conventions, where none are named and none have the usual names.</summary>
/// <param name="Title">What the convention is, for people.</param>
/// <param name="Channels">Places of the image's channels, in order.</param>
/// <param name="Gold">The place of the reference; null for none.</param>
/// <param name="Raters">The raters' names and places.</param>
internal sealed record KnownLayout(string Title, IReadOnlyList<string> Channels, string? Gold, IReadOnlyList<(string Name, string Place)> Raters)
{
    private static readonly string[] _parts = ["Tr", "Ts", "Val"];

    /// <summary>Looks for imagesTr and labelsTr, and for a folder for each case.</summary>
    /// <param name="root">The dataset's folder.</param>
    /// <param name="hasMasks">Whether the masks are named elsewhere, so that no choice among them is needed.</param>
    /// <returns>Null where the folder follows neither.</returns>
    /// <exception cref="DatasetException">It holds masks of several tasks, of which one must be chosen.</exception>
    public static KnownLayout? Find(string root, bool hasMasks = false) => Parts(root) ?? CaseFolders.Find(root, hasMasks);

    /// <summary>Whether a folder follows a convention, even where a choice is still to be made.</summary>
    public static bool Fits(string root)
    {
        try
        {
            return Find(root) is not null;
        }
        catch (DatasetException)
        {
            return true;
        }
    }

    /// <summary>nnU-Net and the Medical Segmentation Decathlon: imagesTr, labelsTr; with <c>_0000</c>, <c>_0001</c> a file for each channel.</summary>
    private static KnownLayout? Parts(string root)
    {
        if (Array.Find(_parts, part => Directory.Exists(Path.Combine(root, "images" + part))) is not { } part)
            return null;
        var (images, labels) = ("images" + part, "labels" + part);
        var gold = Directory.Exists(Path.Combine(root, labels)) ? labels : null;
        return new($"nnU-Net and the Decathlon lay data out ({images})", ChannelNames.Of(root, images, gold), gold, []);
    }
}

/// <summary>Files of one image that end in the number of their channel: <c>case_0000</c>, <c>case_0001</c>.</summary>
internal static partial class ChannelNames
{
    // A series of images, such as the frames of a film, has more numbers than an image has channels.
    private const int Most = 16;

    /// <summary>Whether a folder is called as nnU-Net calls folders of images.</summary>
    public static bool IsCalledSo(string folder) =>
        Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder))) is "imagesTr" or "imagesTs" or "imagesVal";

    /// <summary>A place for each channel; the place itself where names end otherwise, or the masks' names have such ends too.</summary>
    /// <param name="root">The dataset's folder.</param>
    /// <param name="images">The place of the images.</param>
    /// <param name="gold">That of their masks; null for none.</param>
    public static IReadOnlyList<string> Of(string root, string images, string? gold)
    {
        string[] ids = [.. Ids(root, images)];
        var numbers = ids.Select(id => Ending().Match(id)).Where(match => match.Success).Select(match => match.Value).Distinct().Order().ToList();
        if (ids.Length == 0 || numbers.Count == 0 || numbers[0] != "_0000" || numbers.Count > Most || !ids.All(id => Ending().IsMatch(id)))
            return [images];
        return gold is not null && ids.Any(Ids(root, gold).ToHashSet(StringComparer.Ordinal).Contains)
            ? [images]
            : [.. numbers.Select(number => $"{(images.Length == 0 ? "" : images + "/")}{FilePlace.Id}{number}")];
    }

    /// <summary>The files of a volume with several channels, any of which was named; null where it has one.</summary>
    /// <param name="file">A file.</param>
    /// <param name="name">Its name without extension.</param>
    /// <param name="extension">Its extension, with the dot.</param>
    public static (string Name, IReadOnlyList<string> Files)? OfVolume(string file, string name, string extension)
    {
        if (!Ending().IsMatch(name))
            return null;
        var stem = name[..^5];
        var folder = Path.GetDirectoryName(file) ?? "";
        string[] files =
        [
            .. Enumerable
                .Range(0, Most + 1)
                .Select(number => Path.Combine(folder, FormattableString.Invariant($"{stem}_{number:D4}") + extension))
                .TakeWhile(File.Exists),
        ];
        return files.Length is > 1 and <= Most && files.Any(one => Path.GetFullPath(one) == Path.GetFullPath(file)) ? (stem, files) : null;
    }

    private static IEnumerable<string> Ids(string root, string place) =>
        new FileIndex(FilePlace.Of(root, place), [.. FileIndex.Pictures, .. FileIndex.Volumes]).Ids;

    [GeneratedRegex(@"_\d{4}$", RegexOptions.CultureInvariant)]
    private static partial Regex Ending();
}

/// <summary>
/// A folder for each case with the image and masks under names that come again in every folder, as QUBIQ (<c>image</c>, <c>task01_seg01</c>) and BraTS
/// (<c>CASE_flair</c>, <c>CASE_seg</c>) have it. Names with a word such as seg, mask or reader are masks, the others are the image's channels.
/// </summary>
internal static partial class CaseFolders
{
    private const int Deepest = 4;

    // What routing leaves beside its pictures and masks of a case, which are no case again.
    private const string ResultMark = "case.json";

    private static readonly HashSet<string> _mask =
    [
        .. "seg segm segmentation segmentations mask masks label labels gt groundtruth truth annotation annotations annot manual rater reader expert ".Split(
            ' ',
            StringSplitOptions.RemoveEmptyEntries
        ),
        .. "observer annotator contour delineation consensus staple majority gold reference".Split(' '),
    ];

    private static readonly HashSet<string> _gold = ["gt", "groundtruth", "truth", "consensus", "staple", "majority", "gold", "reference"];

    /// <summary>The places; null where the folder is of another kind.</summary>
    /// <exception cref="DatasetException">There are masks of several tasks.</exception>
    public static KnownLayout? Find(string root, bool hasMasks)
    {
        // Images beside the folders are images, whatever lies in the folders.
        if (Names(root).Count > 0)
            return null;
        var cases = Cases(root).Select(folder => Names(folder)).Where(names => names.Count > 0).ToList();
        if (cases.Count == 0)
            return null;
        var names = cases.SelectMany(one => one).Distinct(StringComparer.Ordinal).Order(Numbers).ToList();
        var masks = names.Where(IsMask).ToList();
        var images = names.Except(masks).ToList();
        if (masks.Count == 0 || images.Count == 0 || !images.TrueForAll(image => cases.TrueForAll(one => one.Contains(image))))
            return null;
        var gold = masks.Count == 1 ? masks[0] : masks.Find(mask => Words(mask).Any(_gold.Contains));
        var raters = masks.Where(mask => mask != gold).ToList();
        if (!hasMasks)
            RequireOneTask(root, raters);
        return new(
            $"a folder for each case ({string.Join(" and ", images)})",
            [.. images.Select(Place)],
            gold is null ? null : Place(gold),
            [.. raters.Select(rater => (Bare(rater), Place(rater)))]
        );
    }

    // Numbers count as numbers: seg10 comes after seg9.
    private static StringComparer Numbers { get; } = StringComparer.Create(CultureInfo.InvariantCulture, CompareOptions.NumericOrdering);

    private static string Place(string name) => $"{FilePlace.Id}/{name}";

    private static string Bare(string name) => name.Replace(FilePlace.Id, "", StringComparison.Ordinal).Trim('_', '-', '.', ' ');

    private static IEnumerable<string> Cases(string root, int depth = 0) =>
        Directory
            .EnumerateDirectories(root)
            .Where(folder => !Path.GetFileName(folder).StartsWith('.') && !File.Exists(Path.Combine(folder, ResultMark)))
            .SelectMany(folder => (string[])[folder, .. depth < Deepest ? Cases(folder, depth + 1) : []]);

    /// <summary>What the files of a folder are called, with <c>{id}</c> in the place of the folder's own name.</summary>
    private static HashSet<string> Names(string folder)
    {
        string[] extensions = [.. FileIndex.Pictures, .. FileIndex.Volumes];
        var own = Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(folder)));
        return Directory
            .EnumerateFiles(folder)
            .Select(file => Path.GetFileName(file))
            .Where(name => !name.StartsWith('.'))
            .Select(name => (Name: name, Extension: extensions.Where(one => name.EndsWith(one, StringComparison.OrdinalIgnoreCase)).MaxBy(one => one.Length)))
            .Where(one => one.Extension is not null && one.Name.Length > one.Extension.Length)
            .Select(one => one.Name[..^one.Extension!.Length].Replace(own, FilePlace.Id, StringComparison.Ordinal))
            .ToHashSet(StringComparer.Ordinal);
    }

    private static bool IsMask(string name) => Words(name).Any(_mask.Contains);

    private static IEnumerable<string> Words(string name) =>
        Letters().Matches(name.Replace(FilePlace.Id, "", StringComparison.Ordinal)).Select(match => match.Value.ToLowerInvariant());

    private static void RequireOneTask(string root, IReadOnlyList<string> raters)
    {
        var tasks = raters.Select(rater => Tasks().Match(rater)).Where(match => match.Success).Select(match => match.Value).Distinct().ToList();
        if (tasks.Count > 1)
            throw new DatasetException(
                $"{root} has masks of {tasks.Count} tasks for each case, {string.Join(", ", tasks)}; expected one. Name its masks, for example "
                    + $"--set dataset:raters:0={Place(raters[0])}, or all of them: --set dataset:raters:0={Place(tasks[0])}*."
            );
    }

    [GeneratedRegex("[A-Za-z]+", RegexOptions.CultureInvariant)]
    private static partial Regex Letters();

    [GeneratedRegex(@"[Tt]ask[_-]?\d+", RegexOptions.CultureInvariant)]
    private static partial Regex Tasks();

    /// <summary>The names in case folders that begin as given, for a place that ends in a star.</summary>
    public static IEnumerable<string> Matching(string root, string start) =>
        Cases(root)
            .SelectMany(folder => Names(folder))
            .Distinct(StringComparer.Ordinal)
            .Where(name => name.StartsWith(start, StringComparison.Ordinal))
            .Order(Numbers);
}
