using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Datasets;
using DeferredSeg.Data.References;
using DeferredSeg.Deferral.Consensus;

namespace DeferredSeg.Data.Prepared;

/// <summary>Whose masks a segmentor is shown in training, of those that the reference is made of.</summary>
public enum RaterDraw
{
    /// <summary>The reference, the same in every epoch.</summary>
    Together,

    /// <summary>One rater's mask, drawn anew in every epoch: how a Probabilistic U-Net is trained (Kohl et al., 2018).</summary>
    One,

    /// <summary>What at least half of some raters have; each set of at least one is equally likely: how SPA's published program is trained.</summary>
    Subset,

    /// <summary>
    /// What the raters have together by weights from 0 to 1, 1 where the sum of A_i Y_i exceeds 0.5: SPA's paper, with many raters nearly all that anybody
    /// has. Not of classes that exclude each other.
    /// </summary>
    Weighted,
}

/// <summary>References of raters that are drawn anew, as cases are prepared. Several threads may ask at once.</summary>
/// <param name="cases">The cases and who their references are made of.</param>
/// <param name="draw">Whose masks; not <see cref="RaterDraw.Together"/>.</param>
/// <param name="kind">How classes relate.</param>
/// <param name="capacity">The most bytes of masks that are kept.</param>
public sealed class DrawnReferences(PreparedCases cases, RaterDraw draw, ClassKind kind, long capacity)
{
    private static readonly ReferencePolicy _half = new(ReferenceRule.Majority, Ties: VoteRule.TiesToForeground);

    private readonly RecentlyUsed<int, RaterPlanes> _kept = new(capacity, one => one.Masks.Sum(mask => (long)mask.Values.Length));

    /// <summary>Draws the reference of a case.</summary>
    /// <param name="index">Its place among the cases.</param>
    /// <param name="random">What is drawn follows from it alone.</param>
    /// <returns>K planes, prepared and not turned; nobody writes into them.</returns>
    /// <exception cref="DatasetException">No rater has a mask of the case.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    public MaskPlanes Of(int index, StableRandom random)
    {
        var (names, masks) = Raters(index);
        if (draw == RaterDraw.One)
            return masks[random.Below(0, masks.Count)];
        if (draw == RaterDraw.Weighted)
        {
            double[] weights = [.. Enumerable.Range(0, masks.Count).Select(rater => random.Uniform(rater))];
            return new(masks[0].Grid, masks[0].Classes, RaterSubsets.Weighted([.. masks.Select(mask => mask.Values)], weights, isNormalised: false));
        }
        // Sets of nobody are drawn again.
        for (var i = 0; ; i++)
        {
            int[] chosen = [.. Enumerable.Range(0, masks.Count).Where(rater => random.Bits((long)i * masks.Count + rater) >> 63 == 1)];
            if (chosen.Length == 1)
                return masks[chosen[0]];
            if (chosen.Length > 1)
                return PlaneConsensus.Of([.. chosen.Select(rater => names[rater])], [.. chosen.Select(rater => masks[rater])], kind, _half).Mask;
        }
    }

    private RaterPlanes Raters(int index)
    {
        if (_kept.Find(index) is { } known)
            return known;
        var info = cases.Cases[index];
        IReadOnlyList<string> names = cases.ReferenceOf(index).Raters ?? [];
        var raters = cases.Raters(GeometricVariant.None);
        List<MaskPlanes> masks = [.. names.Select(name => raters?.Find(info.Id, name).Mask).OfType<MaskPlanes>()];
        if (masks.Count != names.Count || masks.Count == 0)
            throw new DatasetException(
                $"The reference of '{info.Id}' is of no raters whose masks could be drawn; expected a reference by majority or staple of a dataset with "
                    + "raters, or training:raters together."
            );
        var made = new RaterPlanes(names, masks);
        _kept.Add(index, made);
        return made;
    }

    private sealed record RaterPlanes(IReadOnlyList<string> Names, IReadOnlyList<MaskPlanes> Masks);
}
