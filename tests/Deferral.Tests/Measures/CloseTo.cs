using DeferredSeg.Deferral.Measures;

namespace DeferredSeg.Deferral.Tests.Measures;

/// <summary>Comparisons that say which case they were made on.</summary>
internal static class CloseTo
{
    public static void Require(double expected, double actual, object where, double tolerance = 1e-12) =>
        Assert.True(double.IsNaN(expected) ? double.IsNaN(actual) : Math.Abs(expected - actual) <= tolerance, $"expected {expected}, found {actual}; {where}");

    public static void Require(OverlapRates expected, OverlapRates actual, object where, double tolerance = 1e-12)
    {
        Require(expected.Dice, actual.Dice, $"dice, {where}", tolerance);
        Require(expected.Jaccard, actual.Jaccard, $"jaccard, {where}", tolerance);
        Require(expected.Sensitivity, actual.Sensitivity, $"sensitivity, {where}", tolerance);
        Require(expected.Specificity, actual.Specificity, $"specificity, {where}", tolerance);
        Require(expected.Precision, actual.Precision, $"precision, {where}", tolerance);
        Require(expected.Accuracy, actual.Accuracy, $"accuracy, {where}", tolerance);
    }
}
