namespace DeferredSeg.Deferral.Measures;

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
    public static Overlap Between(ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth) => Count(prediction, truth, null);

    /// <summary>Counts one label of two label maps against all others.</summary>
    /// <exception cref="ArgumentException">The maps differ in size.</exception>
    public static Overlap OfLabel(ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth, byte label) => Count(prediction, truth, label);

    /// <summary>The counts of two sets of pixels together.</summary>
    public static Overlap operator +(Overlap left, Overlap right) =>
        new(
            left.TruePositives + right.TruePositives,
            left.FalsePositives + right.FalsePositives,
            left.FalseNegatives + right.FalseNegatives,
            left.TrueNegatives + right.TrueNegatives
        );

    // Without a label, whatever is not zero is foreground.
    private static Overlap Count(ReadOnlySpan<byte> prediction, ReadOnlySpan<byte> truth, byte? label)
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
            var p = label is { } one ? prediction[i] == one : prediction[i] != 0;
            var t = label is { } same ? truth[i] == same : truth[i] != 0;
            if (p)
                predicted++;
            if (t)
                present++;
            if (p && t)
                both++;
        }
        return new(both, predicted - both, present - both, prediction.Length - predicted - present + both);
    }

    private static double Ratio(long part, long whole, double undefined) => whole == 0 ? undefined : (double)part / whole;
}

/// <summary>The rates of an <see cref="Overlap"/>, each from 0 to 1, or NaN where it is 0/0 and <see cref="EmptyMasks.Undefined"/> was asked for.</summary>
/// <param name="Dice">2 TP / (2 TP + FP + FN).</param>
/// <param name="Jaccard">TP / (TP + FP + FN).</param>
/// <param name="Sensitivity">TP / (TP + FN), the share of the true foreground that was found; also called recall.</param>
/// <param name="Specificity">TN / (TN + FP), the share of the true background that was left alone.</param>
/// <param name="Precision">TP / (TP + FP), the share of the predicted foreground that is true.</param>
/// <param name="Accuracy">(TP + TN) / all pixels.</param>
public readonly record struct OverlapRates(double Dice, double Jaccard, double Sensitivity, double Specificity, double Precision, double Accuracy)
{
    /// <summary>
    /// The mean over classes (or images), each counting alike however many pixels it has; a macro average. A rate that is NaN is
    /// left out, rate by rate, and is NaN if no class has it. So <see cref="EmptyMasks.Undefined"/> leaves out absent classes, while
    /// <see cref="EmptyMasks.Agree"/> counts a class that is absent in prediction and truth as 1.
    /// </summary>
    /// <param name="rates">One or more, all made under the same convention.</param>
    /// <exception cref="ArgumentException">There are none.</exception>
    public static OverlapRates Mean(IReadOnlyList<OverlapRates> rates)
    {
        ArgumentNullException.ThrowIfNull(rates);
        if (rates.Count == 0)
            throw new ArgumentException("There are no rates to average; expected those of one class or more.", nameof(rates));
        return new(
            Of(one => one.Dice),
            Of(one => one.Jaccard),
            Of(one => one.Sensitivity),
            Of(one => one.Specificity),
            Of(one => one.Precision),
            Of(one => one.Accuracy)
        );

        double Of(Func<OverlapRates, double> rate) => rates.Select(rate).Where(value => !double.IsNaN(value)).DefaultIfEmpty(double.NaN).Average();
    }
}

/// <summary>What a rate of the form 0/0 is worth. The paper does not say; its figures fit <see cref="Agree"/> alone.</summary>
public enum EmptyMasks
{
    /// <summary>
    /// Two empty masks agree: dice, jaccard, sensitivity and precision are 1. If only one of them is empty, the rate it leaves
    /// undefined is 0. The specificity of a truth without background is 1.
    /// </summary>
    Agree,

    /// <summary>Every undefined rate is 0, also that of two empty masks.</summary>
    Zero,

    /// <summary>Every undefined rate is NaN, to be left out of averages.</summary>
    Undefined,
}
