using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets.Files;
using DeferredSeg.Data.Identity;
using DeferredSeg.Data.Masks;
using DeferredSeg.Data.Raters;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets;

/// <summary>Pictures (PNG, JPEG, TIFF, BMP) or arrays (NPY) in folders, a file for each case, with masks named like them.</summary>
/// <remarks>Folders are listed when the dataset is opened and not again. The first image decides whether all are grey or coloured.</remarks>
public sealed class FolderDataset : IDataset, IOtherLabels, IMaskMaps
{
    private readonly FileIndex _images;
    private readonly IReadOnlyList<FileIndex> _more;
    private readonly FileIndex? _gold;
    private readonly FileIndex? _fieldOfView;
    private readonly ClassRule _classes;
    private readonly MaskReader _masks;
    private readonly MaskReader _views;
    private readonly FileRaters? _raters;
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
        _masks = new(settings.Masks ?? new(), settings.Classes ?? new(), MaskOptionNames.OfDataset);
        _views = new(_masks.Settings with { Ignore = null }, new(), MaskOptionNames.OfDataset);
        _gold = layout.Gold is { } gold ? new(gold, FileIndex.Pictures) : null;
        _fieldOfView = layout.FieldOfView is { } view ? new(view, FileIndex.Pictures) : null;
        if (layout.Raters.Count > 0)
            _raters = new([.. layout.Raters.Select(rater => (rater.Name, new FileIndex(rater.Place, FileIndex.Pictures)))], ids, _masks, _classes);
        Strangers = FindStrangers(layout);
        var channels = Picture(ids[0]).Channels;
        Description = new(
            settings.Name ?? Path.GetFileName(Path.TrimEndingDirectorySeparator(Path.GetFullPath(layout.Root))),
            channels,
            _classes.Names,
            _classes.Kind,
            _gold is not null
        )
        {
            MaskLabels = _classes.MaskLabels,
        };
    }

    /// <inheritdoc/>
    public DatasetDescription Description { get; }

    /// <inheritdoc/>
    public IReadOnlyList<CaseInfo> Cases { get; }

    /// <inheritdoc/>
    public IReadOnlyList<string> Notes { get; }

    /// <inheritdoc/>
    public IRaterMasks? Raters => _raters;

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
        var (gold, view) = (Mask(_gold, caseId, _masks, picture, file), Mask(_fieldOfView, caseId, _views, picture, file));
        return new(_cases[caseId], picture.Values, picture.Channels, picture.Height, picture.Width)
        {
            Gold = gold is null ? null : _classes.Planes(gold),
            FieldOfView = FieldOfViews.Judged(view is null ? null : new ClassRule(new()).Planes(view), gold),
            FullScale = picture.FullScale,
            Notes = [.. picture.Notes.Select(note => $"The image: {note}."), .. (gold?.Notes ?? []).Select(note => $"The reference: {note}.")],
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

    /// <inheritdoc/>
    MaskSettings IMaskMaps.Masks => _masks.Settings;

    /// <inheritdoc/>
    bool IMaskMaps.MergesLabels => _classes.MergesLabels;

    /// <inheritdoc/>
    MaskMap? IMaskMaps.Map(string caseId, string? rater) =>
        rater is not null ? _raters!.Map(caseId, rater)
        : _gold?.Find(caseId) is { } file && !FileIndex.IsDeclined(file) ? _masks.Read(file)
        : null;

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

    private static MaskMap? Mask(FileIndex? index, string caseId, MaskReader masks, PictureFile picture, string imageFile)
    {
        if (index?.Find(caseId) is not { } file || FileIndex.IsDeclined(file))
            return null;
        var map = masks.Read(file);
        if ((map.Height, map.Width) != (picture.Height, picture.Width))
            throw new ImageFileException(
                file,
                null,
                $"{map.Height} by {map.Width} pixels",
                $"{picture.Height} by {picture.Width}, as its image {imageFile}"
                    + (picture.Orientation == ExifOrientation.AsStored ? "" : $" after its EXIF orientation {picture.Orientation}"),
                "give the mask of this image; resize none"
            );
        return map;
    }
}

/// <summary>Where there is something to judge.</summary>
internal static class FieldOfViews
{
    /// <summary>A field of view without the pixels that a reference leaves unjudged; null where that is everywhere.</summary>
    public static MaskPlanes? Judged(MaskPlanes? view, MaskMap? reference)
    {
        if (reference is not { HasIgnored: true })
            return view;
        var values = Array.ConvertAll(reference.Values, label => label == MaskMap.Ignored ? (byte)0 : (byte)1);
        for (var pixel = 0; pixel < values.Length && view is not null; pixel++)
            values[pixel] &= view.Values[pixel];
        return new(reference.Height, reference.Width, 1, values);
    }
}

/// <summary>Recorded raters of a dataset of pictures, with the dataset's classes. A file <c>….declined</c> says that the rater would not judge.</summary>
internal sealed class FileRaters(IReadOnlyList<(string Name, FileIndex Files)> raters, IReadOnlyList<string> cases, MaskReader masks, ClassRule classes)
    : IRaterMasks
{
    private const long CacheBytes = 64L << 20;

    private readonly Dictionary<string, FileIndex> _files = raters.ToDictionary(one => one.Name, one => one.Files, StringComparer.Ordinal);
    private readonly HashSet<string> _cases = new(cases, StringComparer.Ordinal);
    private readonly RatedMasks _masks = new(masks, classes, CacheBytes);

    public IReadOnlyList<string> Raters { get; } = [.. raters.Select(one => one.Name)];

    public RaterMask Find(string caseId, string rater)
    {
        KnownNames.Require("rater", rater, Raters);
        KnownNames.Require("case", caseId, cases, _cases);
        if (_files[rater].Find(caseId) is not { } file)
            return RaterMask.Missing;
        return FileIndex.IsDeclined(file) ? RaterMask.Declined : _masks.Read(caseId, file);
    }

    /// <summary>The labels of a mask, as the file has them; null where there is none.</summary>
    public MaskMap? Map(string caseId, string rater) => _files[rater].Find(caseId) is { } file && !FileIndex.IsDeclined(file) ? masks.Read(file) : null;
}
