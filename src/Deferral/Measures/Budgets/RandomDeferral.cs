namespace DeferredSeg.Deferral.Measures.Budgets;

/// <summary>What deferring pixels at random is expected to give, in closed form.</summary>
/// <remarks>
/// All of these have a fixed denominator, so that their expectation over all orders is the straight line from the model alone to the
/// target alone, and the area under it the mean of both ends. Dice, jaccard and precision have no such form: draw orders by
/// <see cref="DeferralOrder.Random"/> for them.
/// </remarks>
/// <param name="Share">The deferred share, from 0 to 1.</param>
/// <param name="Accuracy">The expected accuracy of the system, from 0 to 1.</param>
/// <param name="Sensitivity">
/// Its expected sensitivity, from 0 to 1; where there is no foreground, the convention's value, or NaN if that differs between the ends.
/// </param>
/// <param name="Specificity">Its expected specificity, from 0 to 1; where there is no background, the convention's value.</param>
/// <param name="Cost">The expected cost per pixel of the image, 0 or more.</param>
public readonly record struct RandomDeferral(double Share, double Accuracy, double Sensitivity, double Specificity, double Cost)
{
    /// <summary>Interpolates between the two ends of any curve.</summary>
    /// <param name="model">The point without deferral.</param>
    /// <param name="target">The point at which everything is deferred, of the same image.</param>
    /// <param name="deferred">How many pixels are deferred, from 0 to all.</param>
    /// <param name="convention">What 0/0 is worth.</param>
    /// <exception cref="ArgumentException">The points are not the two ends, or there are not as many pixels.</exception>
    public static RandomDeferral Expected(BudgetPoint model, BudgetPoint target, int deferred, EmptyMasks convention = EmptyMasks.Agree)
    {
        var pixels = model.System.Pixels;
        if (pixels == 0 || model.Deferred != 0 || target.Deferred != pixels || target.System.Pixels != pixels)
            throw new ArgumentException(
                $"The points defer {model.Deferred} of {pixels} and {target.Deferred} of {target.System.Pixels} "
                    + "pixels; expected none and all of the same image.",
                nameof(model)
            );
        DeferralBudget.Require(deferred, (int)pixels);
        var share = (double)deferred / pixels;
        var (from, to) = (model.System.Rates(convention), target.System.Rates(convention));
        return new(share, Between(from.Accuracy, to.Accuracy), Sensitivity(), Between(from.Specificity, to.Specificity), Between(model.Cost, target.Cost));

        double Between(double first, double last) => (1 - share) * first + share * last;

        // Without foreground it is no share of fixed pixels: under EmptyMasks.Agree 1 or 0, as the prediction is empty or not.
        double Sensitivity() =>
            model.System.TruePositives + model.System.FalseNegatives == 0 && from.Sensitivity != to.Sensitivity
                ? double.NaN
                : Between(from.Sensitivity, to.Sensitivity);
    }
}
