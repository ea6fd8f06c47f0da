namespace DeferredSeg.Deferral.Measures.Budgets;

/// <summary>What deferring more and more pixels does, those with the highest deferral score first, among equal scores the earlier pixel first.</summary>
/// <param name="SystemAccuracy">
/// N + 1 values from 0 to 1: the accuracy over all N pixels when the first k go to the expert and the rest to the model, for k from 0 to N.
/// </param>
/// <param name="SelectiveAccuracy">N values from 0 to 1: the model's accuracy on the N - k pixels it keeps, for k from 0 to N - 1.</param>
public sealed record DeferralCurve(double[] SystemAccuracy, double[] SelectiveAccuracy)
{
    /// <summary>The area under the system's accuracy over the deferred share k/N, by trapezoids; from 0 to 1.</summary>
    public double Area => (SystemAccuracy.Sum() - RandomArea) / (SystemAccuracy.Length - 1);

    /// <summary>The area to be expected of deferral at random: halfway between the model alone and the expert alone.</summary>
    public double RandomArea => (SystemAccuracy[0] + SystemAccuracy[^1]) / 2;

    /// <summary>AURC, the area under the risk-coverage curve: the mean of 1 - selective accuracy over all k; from 0 to 1, smaller is better.</summary>
    public double SelectiveRisk => 1 - SelectiveAccuracy.Average();

    /// <summary>Follows the curve over the pixels of one image or of many, laid end to end.</summary>
    /// <param name="scores">How much each pixel is to be deferred; any number, larger goes first.</param>
    /// <param name="modelCorrect">Whether the model is right about each pixel, zero for wrong.</param>
    /// <param name="expertCorrect">Whether the expert is, zero for wrong.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, or a score is NaN.</exception>
    public static DeferralCurve Of(ReadOnlySpan<double> scores, ReadOnlySpan<byte> modelCorrect, ReadOnlySpan<byte> expertCorrect)
    {
        if (modelCorrect.Length != scores.Length || expertCorrect.Length != scores.Length)
            throw new ArgumentException(
                $"There are {scores.Length} scores, {modelCorrect.Length} results of the model and {expertCorrect.Length} "
                    + "of the expert; all must be of the same pixels.",
                nameof(scores)
            );
        return Follow(DeferralOrder.ByScore(scores).Pixels, modelCorrect, expertCorrect);
    }

    private static DeferralCurve Follow(ReadOnlySpan<int> order, ReadOnlySpan<byte> modelCorrect, ReadOnlySpan<byte> expertCorrect)
    {
        var pixels = order.Length;
        var kept = 0;
        var deferred = 0;
        foreach (var correct in modelCorrect)
            kept += correct != 0 ? 1 : 0;
        var system = new double[pixels + 1];
        var selective = new double[pixels];
        for (var k = 0; k < pixels; k++)
        {
            system[k] = (double)(kept + deferred) / pixels;
            selective[k] = (double)kept / (pixels - k);
            if (modelCorrect[order[k]] != 0)
                kept--;
            if (expertCorrect[order[k]] != 0)
                deferred++;
        }
        system[pixels] = (double)deferred / pixels;
        return new(system, selective);
    }
}
