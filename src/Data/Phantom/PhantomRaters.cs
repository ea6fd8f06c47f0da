using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Data.Raters;

namespace DeferredSeg.Data.Phantom;

/// <summary>Generated raters, whose masks are drawn when they are asked for.</summary>
internal sealed class PhantomRaters(IReadOnlyList<RaterStyle> styles, Func<string, PhantomScene> scene) : IRaterMasks
{
    public IReadOnlyList<string> Raters { get; } = [.. styles.Select(style => style.Name)];

    public RaterMask Find(string caseId, string rater)
    {
        KnownNames.Require("rater", rater, Raters);
        return RaterMask.Present(scene(caseId).Rated(styles.First(style => style.Name == rater)));
    }
}
