namespace DeferredSeg.Deferral.Metrics.Budgets;

/// <summary>Model and experts together when some of the pixels are deferred.</summary>
/// <param name="Deferred">How many pixels are.</param>
/// <param name="System">The counts of all pixels of the image, deferred or not.</param>
/// <param name="Cost">What the deferred pixels cost, per pixel of the image, in units of one wrong pixel; 0 or more.</param>
public readonly record struct BudgetPoint(long Deferred, Overlap System, double Cost)
{
    /// <summary>The deferred share, from 0 to 1.</summary>
    public double Share => (double)Deferred / System.Pixels;

    /// <summary>The share that the model keeps, from 0 to 1.</summary>
    public double Coverage => (double)(System.Pixels - Deferred) / System.Pixels;

    /// <summary>The 0-1 deferral risk: wrong pixels and cost, per pixel of the image; 0 or more.</summary>
    public double Risk => (double)System.Errors / System.Pixels + Cost;
}
