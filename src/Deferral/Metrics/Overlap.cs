namespace DeferredSeg.Deferral.Metrics;

/// <summary>How far a predicted mask covers the true one, counted over pixels.</summary>
/// <remarks>
/// Masks are binary, one byte a pixel, zero is background. Two empty masks agree: their dice and jaccard are 1; <see cref="Rates"/> takes other
/// conventions.
/// </remarks>
/// <param name="TruePositives">Pixels that are foreground in both.</param>
/// <param name="FalsePositives">Pixels that are foreground in the prediction alone.</param>
/// <param name="FalseNegatives">Pixels that are foreground in the truth alone.</param>
/// <param name="TrueNegatives">Pixels that are background in both.</param>
public readonly record struct Overlap(long TruePositives, long FalsePositives, long FalseNegatives, long TrueNegatives)
{
    /// <summary>2 TP / (2 TP + FP + FN), from 0 to 1; 1 where both masks are empty.</summary>
    public double Dice => Rates().Dice;

    /// <summary>TP / (TP + FP + FN), from 0 to 1; 1 where both masks are empty.</summary>
    public double Jaccard => Rates().Jaccard;

    /// <summary>TP + FP + FN + TN.</summary>
    public long Pixels => TruePositives + FalsePositives + FalseNegatives + TrueNegatives;

    /// <summary>Pixels that are wrong: FP + FN.</summary>
    public long Errors => FalsePositives + FalseNegatives;

    /// <summary>All rates under one convention for those that are 0/0.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The convention is none.</exception>
    public OverlapRates Rates(EmptyMasks convention = EmptyMasks.Agree)
    {
        var undefined = convention switch
        {
            EmptyMasks.Agree => 1,
            EmptyMasks.Zero => 0,
            EmptyMasks.Undefined => double.NaN,
            _ => throw new ArgumentOutOfRangeException(nameof(convention), convention, "Empty masks Agree, are Zero or Undefined."),
        };
        // With a single empty mask the other one is missed altogether, which is no agreement.
        var single = convention == EmptyMasks.Agree && FalsePositives + FalseNegatives > 0 ? 0 : undefined;
        return new(
            Ratio(2 * TruePositives, 2 * TruePositives + FalsePositives + FalseNegatives, undefined),
            Ratio(TruePositives, TruePositives + FalsePositives + FalseNegatives, undefined),
            Ratio(TruePositives, TruePositives + FalseNegatives, single),
            Ratio(TrueNegatives, TrueNegatives + FalsePositives, undefined),
            Ratio(TruePositives, TruePositives + FalsePositives, single),
            Ratio(TruePositives + TrueNegatives, TruePositives + FalsePositives + FalseNegatives + TrueNegatives, undefined)
        );
    }

    /// <summary>Counts two masks of the same size.</summary>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public static Overlap Between(ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth)
    {
        if (prediction.Length != truth.Length)
            throw new ArgumentException(
                $"The prediction has {prediction.Length} pixels, the truth has {truth.Length}; both must be of the same image.",
                nameof(prediction)
            );
        long both = 0,
            predicted = 0,
            present = 0;
        for (var i = 0; i < prediction.Length; i++)
        {
            var p = prediction[i] != 0;
            var t = truth[i] != 0;
            if (p)
                predicted++;
            if (t)
                present++;
            if (p && t)
                both++;
        }
        return new(both, predicted - both, present - both, prediction.Length - predicted - present + both);
    }

    /// <summary>The counts of two sets of pixels together.</summary>
    public static Overlap operator +(Overlap left, Overlap right) =>
        new(
            left.TruePositives + right.TruePositives,
            left.FalsePositives + right.FalsePositives,
            left.FalseNegatives + right.FalseNegatives,
            left.TrueNegatives + right.TrueNegatives
        );

    private static double Ratio(long part, long whole, double undefined) => whole == 0 ? undefined : (double)part / whole;
}
