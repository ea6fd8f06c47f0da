namespace DeferredSeg.Deferral.Metrics;

/// <summary>The rates of an <see cref="Overlap"/>, each from 0 to 1, or NaN where it is 0/0 and <see cref="EmptyMasks.Undefined"/> was asked for.</summary>
/// <param name="Dice">2 TP / (2 TP + FP + FN).</param>
/// <param name="Jaccard">TP / (TP + FP + FN).</param>
/// <param name="Sensitivity">TP / (TP + FN), the share of the true foreground that was found; also called recall.</param>
/// <param name="Specificity">TN / (TN + FP), the share of the true background that was left alone.</param>
/// <param name="Precision">TP / (TP + FP), the share of the predicted foreground that is true.</param>
/// <param name="Accuracy">(TP + TN) / all pixels.</param>
public readonly record struct OverlapRates(double Dice, double Jaccard, double Sensitivity, double Specificity, double Precision, double Accuracy);
