namespace DeferredSeg.Deferral.Consensus;

/// <summary>Combinations of raters as users who prefer something else each (SPA, Sec. 3.5 and appendix 8).</summary>
public static class RaterSubsets
{
    /// <summary>More raters than this have too many subsets to go through.</summary>
    public const int MostRaters = 10;

    /// <summary>Every subset that is not empty, in the order of its bit pattern: bit r is rater r.</summary>
    /// <param name="raters">How many there are, 1 to <see cref="MostRaters"/>.</param>
    /// <exception cref="ArgumentOutOfRangeException">There are none, or too many.</exception>
    public static IReadOnlyList<IReadOnlyList<int>> All(int raters)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(raters, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(raters, MostRaters);
        return
        [
            .. Enumerable.Range(1, (1 << raters) - 1).Select(bits => (IReadOnlyList<int>)[.. Enumerable.Range(0, raters).Where(r => (bits >> r & 1) == 1)]),
        ];
    }

    /// <summary>What a subset agrees on: pixels that at least half of it has (a pair decides for the target where it is divided).</summary>
    /// <param name="masks">0 and 1, of one size each.</param>
    /// <param name="isStrict">Whether more than half is asked for instead.</param>
    public static byte[] Mask(IReadOnlyList<byte[]> masks, bool isStrict = false)
    {
        var agreed = new byte[masks[0].Length];
        for (var i = 0; i < agreed.Length; i++)
        {
            var votes = masks.Sum(mask => mask[i]);
            agreed[i] = (byte)(
                isStrict
                    ? 2 * votes > masks.Count
                        ? 1
                        : 0
                    : 2 * votes >= masks.Count
                        ? 1
                        : 0
            );
        }
        return agreed;
    }

    /// <summary>
    /// A stochastic combination: pixels whose weighted sum is above 0.5, as the paper prints it (its weights are not normalised, so that of many raters it is
    /// nearly the union), or whose share of the weights is at least 0.5.
    /// </summary>
    /// <param name="masks">0 and 1, of one size each.</param>
    /// <param name="weights">From 0 to 1, one for each mask.</param>
    /// <param name="isNormalised">Whether weights are divided by their sum.</param>
    public static byte[] Weighted(IReadOnlyList<byte[]> masks, IReadOnlyList<double> weights, bool isNormalised)
    {
        var (combined, total) = (new byte[masks[0].Length], weights.Sum());
        for (var i = 0; i < combined.Length; i++)
        {
            var sum = 0.0;
            for (var r = 0; r < masks.Count; r++)
                sum += weights[r] * masks[r][i];
            combined[i] = (byte)((isNormalised ? sum / total >= 0.5 : sum > 0.5) ? 1 : 0);
        }
        return combined;
    }
}
