using System.Globalization;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Randomness;
using DeferredSeg.Data.Prepared;

namespace DeferredSeg.Engine.Training.Batches;

/// <summary>In which order an epoch goes through its cases, and how each is turned: functions of seed, epoch and case alone.</summary>
public static class EpochOrder
{
    /// <summary>The cases' indices in the order of an epoch, each once.</summary>
    /// <param name="cases">The cases.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">From 0.</param>
    public static IReadOnlyList<int> Of(IReadOnlyList<CaseInfo> cases, long seed, int epoch) =>
        [.. Enumerable.Range(0, cases.Count).OrderBy(index => Stream("order", cases[index], seed, epoch).Bits(0)).ThenBy(index => index)];

    /// <summary>How a case is turned.</summary>
    /// <param name="augmentation">Whether at all.</param>
    /// <param name="info">The case.</param>
    /// <param name="square">Whether its image is as high as wide.</param>
    /// <param name="seed">The run's seed.</param>
    /// <param name="epoch">From 0.</param>
    public static GeometricVariant Variant(Augmentation augmentation, CaseInfo info, bool square, long seed, int epoch)
    {
        if (augmentation == Augmentation.None)
            return GeometricVariant.None;
        var variants = square ? GeometricVariant.All : [.. GeometricVariant.All.Where(variant => variant.QuarterTurns % 2 == 0)];
        return variants[Stream("variant", info, seed, epoch).Below(0, variants.Count)];
    }

    private static StableRandom Stream(string what, CaseInfo info, long seed, int epoch) =>
        StableRandom.Of(seed, what, epoch.ToString(CultureInfo.InvariantCulture), info.Id);
}
