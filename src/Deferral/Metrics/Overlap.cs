namespace DeferredSeg.Deferral.Metrics;

/// <summary>How far a predicted mask covers the true one, counted over pixels.</summary>
/// <remarks>Masks are binary, one byte a pixel, zero is background. Two empty masks agree: their dice and jaccard are 1.</remarks>
/// <param name="TruePositives">Pixels that are foreground in both.</param>
/// <param name="FalsePositives">Pixels that are foreground in the prediction alone.</param>
/// <param name="FalseNegatives">Pixels that are foreground in the truth alone.</param>
public readonly record struct Overlap(long TruePositives, long FalsePositives, long FalseNegatives)
{
    /// <summary>2 TP / (2 TP + FP + FN), from 0 to 1; 1 where both masks are empty.</summary>
    public double Dice => Ratio(2 * TruePositives, 2 * TruePositives + FalsePositives + FalseNegatives);

    /// <summary>TP / (TP + FP + FN), from 0 to 1; 1 where both masks are empty.</summary>
    public double Jaccard => Ratio(TruePositives, TruePositives + FalsePositives + FalseNegatives);

    /// <summary>Counts two masks of the same size.</summary>
    /// <exception cref="ArgumentException">The masks differ in size.</exception>
    public static Overlap Between(ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth)
    {
        if (prediction.Length != truth.Length) throw new ArgumentException($"The prediction has {prediction.Length} pixels, the truth has {truth.Length}; both must be of the same image.", nameof(prediction));
        long both = 0, predicted = 0, present = 0;
        for (var i = 0; i < prediction.Length; i++)
        {
            var p = prediction[i] != 0;
            var t = truth[i] != 0;
            if (p) predicted++;
            if (t) present++;
            if (p && t) both++;
        }
        return new(both, predicted - both, present - both);
    }

    private static double Ratio(long part, long whole) => whole == 0 ? 1 : (double)part / whole;
}
