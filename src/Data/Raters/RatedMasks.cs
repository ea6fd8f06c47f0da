using System.Collections.Concurrent;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.Identity;
using DeferredSeg.Data.Masks;
using DeferredSeg.Formats.Images;

namespace DeferredSeg.Data.Raters;

/// <summary>
/// Reads raters' mask files as planes and keeps the latest. All masks of a case have one size, which is held against the first that was read. Several
/// threads may call at once.
/// </summary>
/// <param name="reader">What the files' values mean.</param>
/// <param name="classes">How labels become planes.</param>
/// <param name="cacheBytes">How much is kept.</param>
internal sealed class RatedMasks(MaskReader reader, ClassRule classes, long cacheBytes)
{
    private readonly ConcurrentDictionary<string, (string File, int Height, int Width)> _sizes = new(CaseNames.Comparer);
    private readonly RecentlyUsed<string, RaterMask> _cache = new(cacheBytes, left => left.Mask!.Values.Length + (left.Seen?.Values.Length ?? 0));

    /// <summary>The planes of a file, and where its rater judged: not where the file has the value of what nobody did.</summary>
    /// <param name="caseId">Whose mask it is.</param>
    /// <param name="file">The file, which is there.</param>
    /// <exception cref="ImageFileException">It is no mask, or of another size than the case's others.</exception>
    public RaterMask Read(string caseId, string file)
    {
        if (_cache.Find(file) is { } kept)
            return kept;
        var map = reader.Read(file);
        var first = _sizes.GetOrAdd(caseId, (file, map.Height, map.Width));
        if ((map.Height, map.Width) != (first.Height, first.Width))
            throw new ImageFileException(
                file,
                null,
                $"{map.Height} by {map.Width} pixels",
                $"{first.Height} by {first.Width}, as in {first.File}",
                "give masks of one image; resize none"
            );
        var seen = map.HasIgnored
            ? new MaskPlanes(map.Height, map.Width, 1, Array.ConvertAll(map.Values, label => (byte)(label == MaskMap.Ignored ? 0 : 1)))
            : null;
        var left = RaterMask.Present(classes.Planes(map), seen);
        _cache.Add(file, left);
        return left;
    }
}
