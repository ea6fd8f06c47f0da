using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Data.Raters;

/// <summary>Recorded masks that are held in memory.</summary>
public sealed class InMemoryRaters : IRaterMasks
{
    private readonly IReadOnlyDictionary<string, IReadOnlyDictionary<string, RaterMask>> _masks;
    private readonly HashSet<string> _raters;

    /// <summary>Takes the masks without copying them; nobody may change them or the dictionaries afterwards.</summary>
    /// <param name="raters">The raters' names in the dataset's order.</param>
    /// <param name="masks">What raters left, by case and rater. Whom a case does not name is <see cref="RaterMask.Missing"/> there.</param>
    /// <exception cref="ArgumentException">There is no rater, one is named twice or unknown, or the masks of a case differ in size or classes.</exception>
    public InMemoryRaters(IReadOnlyList<string> raters, IReadOnlyDictionary<string, IReadOnlyDictionary<string, RaterMask>> masks)
    {
        KnownNames.RequireDistinct("rater", raters);
        (Raters, _raters, _masks, Cases) = ([.. raters], [.. raters], masks, [.. masks.Keys.Order(StringComparer.Ordinal)]);
        foreach (var (caseId, ofCase) in masks)
        {
            (string Rater, (int Classes, int Height, int Width) Size)? first = null;
            foreach (var (rater, left) in ofCase)
            {
                KnownNames.Require("rater", rater, Raters, _raters);
                if (left.Mask is not { } mask)
                    continue;
                var size = (mask.Classes, mask.Height, mask.Width);
                first ??= (rater, size);
                if (size != first.Value.Size)
                    throw new ArgumentException(
                        $"For '{caseId}' the mask of '{rater}' is {Text(size)} and that of '{first.Value.Rater}' is {Text(first.Value.Size)}; "
                            + "expected masks of one image.",
                        nameof(masks)
                    );
            }
        }
    }

    /// <inheritdoc/>
    public IReadOnlyList<string> Raters { get; }

    /// <summary>The cases' names, in ordinal order.</summary>
    public IReadOnlyList<string> Cases { get; }

    /// <inheritdoc/>
    public RaterMask Find(string caseId, string rater)
    {
        KnownNames.Require("rater", rater, Raters, _raters);
        if (!_masks.TryGetValue(caseId, out var ofCase))
            throw new ArgumentException(KnownNames.Problem("case", caseId, Cases), nameof(caseId));
        return ofCase.GetValueOrDefault(rater, RaterMask.Missing);
    }

    private static string Text((int Classes, int Height, int Width) size) => $"{size.Classes} planes of {size.Height} by {size.Width} pixels";
}
