using DeferredSeg.Data.Identity;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>Which files of which case lie in a place. The folder is listed once, with those below it; names that begin with a dot are not looked at.</summary>
internal sealed class FileIndex
{
    public const string Declined = ".declined";

    public static readonly string[] Pictures = [".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".npy"];

    public static readonly string[] Volumes = [".nii", ".nii.gz"];

    // Taken for missing, such a file would be lost without a word.
    private static readonly string[] _unread = [".gif", ".npz", ".mha", ".mhd", ".nrrd", ".dcm", ".webp"];

    private readonly Dictionary<string, List<string>> _ofCase = new(CaseNames.Comparer);
    private readonly IReadOnlyList<string> _extensions;

    /// <param name="place">The place; its folder is there.</param>
    /// <param name="extensions">The extensions of files that belong to cases, small letters.</param>
    public FileIndex(FilePlace place, IReadOnlyList<string> extensions)
    {
        (Place, _extensions) = (place, extensions);
        foreach (var file in Directory.EnumerateFiles(place.Folder, "*", SearchOption.AllDirectories))
        {
            if (Path.GetFileName(file).StartsWith('.') || Extension(file) is not { } extension)
                continue;
            var name = CaseNames.Of(Path.GetRelativePath(place.Folder, file)[..^extension.Length].Replace(Path.DirectorySeparatorChar, '/'));
            if (place.IdOf(name) is not { } id)
                continue;
            if (!_ofCase.TryGetValue(id, out var files))
                _ofCase[id] = files = [];
            files.Add(file);
        }
    }

    /// <summary>The place.</summary>
    public FilePlace Place { get; }

    /// <summary>The ids with a file that can be read, or a marker, in ordinal order.</summary>
    public IEnumerable<string> Ids => _ofCase.Where(entry => entry.Value.Any(IsFitting)).Select(entry => entry.Key).Order(StringComparer.Ordinal);

    /// <summary>The ids whose files are of a kind that is not read.</summary>
    public IEnumerable<string> UnreadFiles => _ofCase.Values.Where(files => !files.Exists(IsFitting)).Select(files => files[0]).Order(StringComparer.Ordinal);

    /// <summary>The case's file; null where there is none.</summary>
    /// <exception cref="ImageFileException">There are several, or one of a kind that is not read.</exception>
    public string? Find(string id)
    {
        if (!_ofCase.TryGetValue(id, out var files))
            return null;
        string[] fitting = [.. files.Where(IsFitting).Order(StringComparer.Ordinal)];
        if (fitting is [var only])
            return only;
        var found = string.Join(" and ", (fitting.Length > 1 ? fitting : [.. files.Order(StringComparer.Ordinal)]).Select(Path.GetFileName));
        throw new ImageFileException(
            Path.Combine(Place.Folder, id),
            null,
            found,
            $"one file ({string.Join(", ", _extensions)})",
            fitting.Length > 1 ? "remove what is wrong" : "convert it, or remove it"
        );
    }

    /// <summary>Whether a file says that a rater would not judge.</summary>
    public static bool IsDeclined(string file) => file.EndsWith(Declined, StringComparison.OrdinalIgnoreCase);

    private bool IsFitting(string file) => IsDeclined(file) || _extensions.Any(extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase));

    private string? Extension(string file) =>
        ((string[])[.. _extensions, Declined, .. _unread])
            .Where(extension => file.EndsWith(extension, StringComparison.OrdinalIgnoreCase))
            .MaxBy(extension => extension.Length);
}
