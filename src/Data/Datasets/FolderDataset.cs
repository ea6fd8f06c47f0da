using System.Collections.Concurrent;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Identity;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets;

/// <summary>Pictures (PNG, JPEG, TIFF, BMP) or arrays (NPY) in folders, a file for each case, with masks named like them.</summary>
/// <remarks>Folders are listed when the dataset is opened and not again. The first image decides whether all are grey or coloured.</remarks>
public sealed class FolderDataset : IDataset, IOtherLabels
{
    private readonly FileIndex _images;
    private readonly IReadOnlyList<FileIndex> _more;
    private readonly FileIndex? _gold;
    private readonly FileIndex? _fieldOfView;
    private readonly ClassRule _classes;
    private readonly Dictionary<string, CaseInfo> _cases;

    /// <summary>Lists the folders and reads the first image.</summary>
    /// <param name="settings">What lies where.</param>
    /// <exception cref="DatasetException">A folder, an index or a rule is not right; the message tells what was found and expected.</exception>
    /// <exception cref="ImageFileException">The first image cannot be read.</exception>
    public FolderDataset(DatasetSettings settings)
    {
        var layout = DatasetLayout.Find(settings);
        _images = new(layout.Images, FileIndex.Pictures);
        var chosen = ChosenCases.Of(_images, layout.Root, settings);
        var (ids, patients) = (chosen.Ids, chosen.Patients);
        Notes = [.. layout.Notes(_images.Ids), .. chosen.Notes];
        _more = [.. layout.Channels.Skip(1).Select(place => new FileIndex(place, FileIndex.Pictures))];
        Cases = [.. ids.Select(id => new CaseInfo(id, patients[id], Geometry.Unknown))];
        _cases = Cases.ToDictionary(one => one.Id, StringComparer.Ordinal);
        _classes = new(settings.Classes ?? new());
        _gold = layout.Gold is { } gold ? new(gold, FileIndex.Pictures) : null;
        _fieldOfView = layout.FieldOfView is { } view ? new(view, FileIndex.Pictures) : null;
        if (layout.Raters.Count > 0)
            Raters = new FileRaters([.. layout.Raters.Select(rater => (rater.Name, new FileIndex(rater.Place, FileIndex.Pictures)))], ids, _classes);
        Strangers = FindStrangers(layout);
        var channels = Picture(ids[0]).Channels;
        Description = new(
            settings.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(layout.Root))),
            channels,
            _classes.Names,
            _classes.Kind,
            _gold is not null
        );
    }

    /// <inheritdoc/>
    public DatasetDescription Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public IRaterMasks? Raters { get; }

    IReadOnlyList<int> IOtherLabels.OtherLabels => _classes.Others;

    /// <summary>Files of masks, relative to the dataset's folder, that belong to no image, in ordinal order.</summary>
    public IReadOnlyList<string> Strangers { get; }

    /// <inheritdoc/>
    /// <exception cref="ImageFileException">A file is damaged, or a mask has another size than its image.</exception>
    public DatasetCase Load(string caseId)
    {
        KnownNames.Require("case", caseId, _cases.Keys, null);
        var file = _images.Find(caseId)!;
        var picture = Picture(caseId).With(Description.Channels, file);
        return new(_cases[caseId], picture.Values, picture.Channels, picture.Height, picture.Width)
        {
            Gold = Mask(_gold, caseId, _classes, picture, file),
            FieldOfView = Mask(_fieldOfView, caseId, new(new()), picture, file),
            FullScale = picture.FullScale,
        };
    }

    /// <summary>An image, its channels joined where each has a file.</summary>
    private PictureFile Picture(string caseId)
    {
        var file = _images.Find(caseId)!;
        var picture = PictureFile.Read(file);
        foreach (var index in _more)
        {
            var other =
                index.Find(caseId)
                ?? throw new DatasetException(
                    $"The image '{caseId}' has no file in {index.Place.Shown}; expected one for each channel. Fetch it, or leave the case out."
                );
            picture = picture.And(PictureFile.Read(other), other, file);
        }
        return picture;
    }

    private string[] FindStrangers(DatasetLayout layout)
    {
        // Images that an index leaves out are no strangers.
        var known = _images.Ids.ToHashSet(CaseNames.Comparer);
        FilePlace?[] places = [layout.Gold, layout.FieldOfView, .. layout.Raters.Select(rater => rater.Place)];
        return
        [
            .. places
                .OfType<FilePlace>()
                .SelectMany(place =>
                    new FileIndex(place, FileIndex.Pictures).Ids.Where(id => !known.Contains(id)).Select(id => $"{place.Shown.Replace("{id}", "")}/{id}")
                )
                .Order(StringComparer.Ordinal),
        ];
    }

    private static MaskPlanes? Mask(FileIndex? index, string caseId, ClassRule classes, PictureFile picture, string imageFile)
    {
        if (index?.Find(caseId) is not { } file || FileIndex.IsDeclined(file))
            return null;
        var map = LabelFile.Read(file, classes.TakesAny);
        if ((map.Height, map.Width) != (picture.Height, picture.Width))
            throw new ImageFileException(
                file,
                null,
                $"{map.Height} by {map.Width} pixels",
                $"{picture.Height} by {picture.Width}, as its image {imageFile}",
                "give the mask of this image; resize none"
            );
        return classes.Planes(map);
    }
}

/// <summary>Recorded raters of a dataset of pictures, with the dataset's classes. A file <c>….declined</c> says that the rater would not judge.</summary>
internal sealed class FileRaters(IReadOnlyList<(string Name, FileIndex Files)> raters, IReadOnlyList<string> cases, ClassRule classes) : IRaterMasks
{
    private const long CacheBytes = 64L << 20;

    private readonly Dictionary<string, FileIndex> _files = raters.ToDictionary(one => one.Name, one => one.Files, StringComparer.Ordinal);
    private readonly HashSet<string> _cases = new(cases, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string File, int Height, int Width)> _sizes = new(StringComparer.Ordinal);
    private readonly RecentlyUsed<string, MaskPlanes> _cache = new(CacheBytes, mask => mask.Values.Length);

    public IReadOnlyList<string> Raters { get; } = [.. raters.Select(one => one.Name)];

    public RaterMask Find(string caseId, string rater)
    {
        KnownNames.Require("rater", rater, Raters);
        KnownNames.Require("case", caseId, cases, _cases);
        if (_files[rater].Find(caseId) is not { } file)
            return RaterMask.Missing;
        return FileIndex.IsDeclined(file) ? RaterMask.Declined : RaterMask.Present(_cache.Find(file) ?? Read(caseId, file));
    }

    private MaskPlanes Read(string caseId, string file)
    {
        var map = LabelFile.Read(file, classes.TakesAny);
        var first = _sizes.GetOrAdd(caseId, (file, map.Height, map.Width));
        if ((map.Height, map.Width) != (first.Height, first.Width))
            throw new ImageFileException(
                file,
                null,
                $"{map.Height} by {map.Width} pixels",
                $"{first.Height} by {first.Width}, as in {first.File}",
                "give masks of one image; resize none"
            );
        var mask = classes.Planes(map);
        _cache.Add(file, mask);
        return mask;
    }
}
