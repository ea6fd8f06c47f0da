using System.Collections.Concurrent;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets.Labels;
using DeferredSeg.Data.Raters;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Datasets.Files;

/// <summary>Recorded raters of a dataset of pictures, with the dataset's classes. A file <c>….declined</c> says that the rater would not judge.</summary>
internal sealed class FileRaters(IReadOnlyList<(string Name, FileIndex Files)> raters, IReadOnlyList<string> cases, ClassRule classes) : IRaterMasks
{
    private const long CacheBytes = 64L << 20;

    private readonly Dictionary<string, FileIndex> _files = raters.ToDictionary(one => one.Name, one => one.Files, StringComparer.Ordinal);
    private readonly HashSet<string> _cases = new(cases, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (string File, int Height, int Width)> _sizes = new(StringComparer.Ordinal);
    private readonly MaskCache _cache = new(CacheBytes);

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
