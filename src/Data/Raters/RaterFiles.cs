using DeferredSeg.Abstractions.Options;
using DeferredSeg.Data.Identity;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Raters;

/// <summary>Which files of which case one rater has. Folders are listed once.</summary>
internal sealed class RaterFiles
{
    public const string Declined = ".declined";

    private static readonly string[] _masks = [".png", ".tif", ".tiff", ".bmp"];

    // Taken for missing, such a mask would be lost without a word.
    private static readonly string[] _unread = [".jpg", ".jpeg", ".gif", ".npy", ".npz", ".nii", ".gz", ".mha", ".mhd", ".nrrd", ".dcm"];

    private readonly Dictionary<string, List<string>> _ofCase = new(CaseNames.Comparer);

    /// <summary>Lists a rater's folder and the folders below it. Names that begin with a dot are not looked at.</summary>
    /// <exception cref="DirectoryNotFoundException">There is no such folder; the message names the nearest.</exception>
    public RaterFiles(string root, string rater)
    {
        var folder = Path.Combine(root, rater);
        if (Path.IsPathRooted(rater) || rater.Split('/', '\\').Contains(".."))
            throw new ArgumentException($"The rater '{rater}' is not below {root}; expected the name of a folder in it.");
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"{folder} is not there{Nearest(root, rater)}; expected a folder with the masks of '{rater}'.");
        foreach (
            var file in Directory
                .EnumerateFiles(folder, "*", SearchOption.AllDirectories)
                .Where(file => !Path.GetFileName(file).StartsWith('.') && (IsMask(file) || IsMarker(file) || IsUnread(file)))
        )
        {
            var caseId = CaseNames.Of(Path.ChangeExtension(Path.GetRelativePath(folder, file), null).Replace(Path.DirectorySeparatorChar, '/'));
            if (!_ofCase.TryGetValue(caseId, out var files))
                _ofCase[caseId] = files = [];
            files.Add(file);
        }
    }

    /// <summary>The cases with a mask or a marker.</summary>
    public IEnumerable<string> Cases => _ofCase.Where(entry => entry.Value.Any(file => IsMask(file) || IsMarker(file))).Select(entry => entry.Key);

    /// <summary>The mask's file, or the marker's, or null where there is neither.</summary>
    /// <exception cref="ImageFileException">There is more than one, or an image of another kind alone.</exception>
    public (string File, bool IsDeclined)? Find(string caseId)
    {
        if (!_ofCase.TryGetValue(caseId, out var files))
            return null;
        string[] fitting = [.. files.Where(file => IsMask(file) || IsMarker(file)).Order(StringComparer.Ordinal)];
        if (fitting is [var only])
            return (only, IsMarker(only));
        var found = string.Join(" and ", (fitting.Length > 1 ? fitting : [.. files.Order(StringComparer.Ordinal)]).Select(Path.GetFileName));
        throw new ImageFileException(
            Path.Combine(Path.GetDirectoryName(files[0])!, Path.GetFileName(caseId)),
            null,
            found,
            $"one file: a mask ({string.Join(", ", _masks)}), or a marker ({Declined}) that the rater would not judge",
            fitting.Length > 1 ? "remove what is wrong" : "convert it, or remove it where the rater left nothing"
        );
    }

    private static bool IsMask(string file) => _masks.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static bool IsMarker(string file) => Path.GetExtension(file).Equals(Declined, StringComparison.OrdinalIgnoreCase);

    private static bool IsUnread(string file) => _unread.Contains(Path.GetExtension(file), StringComparer.OrdinalIgnoreCase);

    private static string Nearest(string root, string rater)
    {
        var parent = Path.GetDirectoryName(Path.Combine(root, rater))!;
        if (!Directory.Exists(parent))
            return "";
        string[] there = [.. Directory.EnumerateDirectories(parent).Select(folder => Path.GetRelativePath(root, folder)).Order(StringComparer.Ordinal)];
        return NearestName.Of(rater, there) is { } nearest ? $", but '{nearest}' is"
            : there.Length == 0 ? ""
            : $", but {string.Join(", ", there)}";
    }
}
