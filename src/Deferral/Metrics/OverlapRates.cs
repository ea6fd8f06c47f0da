namespace DeferredSeg.Deferral.Metrics;

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
