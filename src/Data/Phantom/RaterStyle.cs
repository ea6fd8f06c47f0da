using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Data.Phantom;

/// <summary>How a generated rater draws.</summary>
/// <param name="Name">What the rater is called.</param>
/// <param name="Bias">Where the rater sees a fading border, in widths of the fading: above 0 too far out, below 0 too far in.</param>
/// <param name="Tremor">How far the hand strays, in pixels: the standard deviation of a slow wave along the border.</param>
/// <param name="MissesThreads">The chance that a thin structure is left out.</param>
/// <param name="MissesSmall">The chance that a small lesion is left out.</param>
public sealed record RaterStyle(string Name, double Bias, double Tremor, double MissesThreads, double MissesSmall)
{
    private static readonly RaterStyle[] _first =
    [
        new("careful", 0, 0.3, 0.02, 0.02),
        new("generous", 0.7, 0.6, 0.15, 0.1),
        new("tight", -0.7, 0.6, 0.15, 0.1),
        new("hurried", 0.1, 1.4, 0.6, 0.5),
    ];

    /// <summary>The styles of some raters: careful, generous, tight, hurried, and again with larger deviations: careful2 and so on.</summary>
    public static IReadOnlyList<RaterStyle> Of(int raters) =>
        [
            .. Enumerable
                .Range(0, raters)
                .Select(i => (Style: _first[i % _first.Length], Round: i / _first.Length))
                .Select(one =>
                    one.Round == 0
                        ? one.Style
                        : one.Style with
                        {
                            Name = FormattableString.Invariant($"{one.Style.Name}{one.Round + 1}"),
                            Bias = one.Style.Bias * (1 + 0.25 * one.Round),
                            Tremor = one.Style.Tremor * (1 + 0.5 * one.Round),
                        }
                ),
        ];
}

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
