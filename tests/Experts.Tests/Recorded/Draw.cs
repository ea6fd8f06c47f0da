using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Randomness;

namespace Experts.Recorded.Tests;

/// <summary>What the tests draw.</summary>
internal static class Draw
{
    public static string[] Cases(Random random) => [.. Enumerable.Range(0, random.Next(5, 40)).Select(number => $"case-{number}-{random.Next(1000)}")];

    /// <summary>Pearson's statistic of counts that should be equal.</summary>
    public static double ChiSquare(IEnumerable<int> counts, int cells, int total)
    {
        var expected = (double)total / cells;
        int[] met = [.. counts];
        return met.Sum(count => (count - expected) * (count - expected) / expected) + (cells - met.Length) * expected;
    }

    /// <summary>Who left something, by case and rater: a third is missing, a sixth declined.</summary>
    public static Func<string, string, RaterMaskStatus> Gaps(int seed) =>
        (caseId, rater) =>
            StableRandom.Of(seed, caseId, rater).Below(0, 6) switch
            {
                0 => RaterMaskStatus.Declined,
                1 or 2 => RaterMaskStatus.Missing,
                _ => RaterMaskStatus.Present,
            };
}
