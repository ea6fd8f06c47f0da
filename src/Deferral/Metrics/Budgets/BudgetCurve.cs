namespace DeferredSeg.Deferral.Metrics.Budgets;

/// <summary>What a growing budget buys: model and experts together over the deferred share, of one image and one class.</summary>
/// <remarks>
/// Only whole pixels are deferred. A curve over several images is made by averaging the values of each at the same share, or by laying their pixels end
/// to end for one common budget.
/// </remarks>
public sealed record BudgetCurve
{
    internal BudgetCurve(BudgetPoint[] points, EmptyMasks convention, OverlapRates area, double costArea) =>
        (Points, Convention, Area, CostArea) = (points, convention, area, costArea);

    /// <summary>The points asked for, in the order asked for.</summary>
    public IReadOnlyList<BudgetPoint> Points { get; }

    /// <summary>What 0/0 was taken for in the area.</summary>
    public EmptyMasks Convention { get; }

    /// <summary>
    /// The area under each rate over the deferred share k/N, by trapezoids over every k from 0 to N, whatever points were asked for;
    /// from 0 to 1. NaN where the rate is undefined at some k, under <see cref="EmptyMasks.Undefined"/> alone.
    /// </summary>
    public OverlapRates Area { get; }

    /// <summary>The area under the cost, likewise; 0 or more.</summary>
    public double CostArea { get; }

    /// <summary>Follows masks of one class.</summary>
    /// <param name="truth">The true mask, 0 or 1.</param>
    /// <param name="model">The model's mask, 0 or 1.</param>
    /// <param name="target">To whom pixels are deferred; its labels are 0 or 1.</param>
    /// <param name="order">In which order.</param>
    /// <param name="shares">The deferred shares of the points, each from 0 to 1; see <see cref="DeferralBudget.Pixels"/>.</param>
    /// <param name="convention">What 0/0 is worth in the area.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, a mask holds another value, a share is none, or the convention is none.</exception>
    public static BudgetCurve Of(
        ReadOnlySpan<byte> truth,
        ReadOnlySpan<byte> model,
        DeferralTarget target,
        DeferralOrder order,
        ReadOnlySpan<double> shares,
        EmptyMasks convention = EmptyMasks.Agree
    )
    {
        SystemCounts.RequireBinary(truth, model, target);
        return OfLabel(truth, model, target, order, shares, 1, convention);
    }

    /// <summary>Follows one label of label maps against the rest.</summary>
    /// <param name="truth">The true label of every pixel.</param>
    /// <param name="model">The model's labels.</param>
    /// <param name="target">To whom pixels are deferred.</param>
    /// <param name="order">In which order.</param>
    /// <param name="shares">The deferred shares of the points, each from 0 to 1.</param>
    /// <param name="label">The label that is foreground.</param>
    /// <param name="convention">What 0/0 is worth in the area.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, a share is none, or the convention is none.</exception>
    public static BudgetCurve OfLabel(
        ReadOnlySpan<byte> truth,
        ReadOnlySpan<byte> model,
        DeferralTarget target,
        DeferralOrder order,
        ReadOnlySpan<double> shares,
        byte label,
        EmptyMasks convention = EmptyMasks.Agree
    )
    {
        var counts = new SystemCounts(truth, model, target, order, label);
        var (budgets, places) = Sorted(shares, truth.Length);
        var points = new BudgetPoint[budgets.Length];
        var area = new RatesArea();
        var costArea = 0.0;
        for (int k = 0, next = 0; ; k++)
        {
            for (; next < budgets.Length && budgets[next] == k; next++)
                points[places[next]] = counts.Point(k);
            // The first and the last value count half.
            var weight = (k is 0 || k == truth.Length ? 0.5 : 1) / truth.Length;
            area.Add(counts.Overlap.Rates(convention), weight);
            costArea += weight * counts.Cost / truth.Length;
            if (k == truth.Length)
                return new(points, convention, area.Rates, costArea);
            counts.Defer(k);
        }
    }

    /// <summary>The one point at a number of deferred pixels, without the curve.</summary>
    /// <param name="truth">The true mask, 0 or 1.</param>
    /// <param name="model">The model's mask, 0 or 1.</param>
    /// <param name="target">To whom pixels are deferred; its labels are 0 or 1.</param>
    /// <param name="order">In which order.</param>
    /// <param name="deferred">How many pixels are deferred, from 0 to all.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, a mask holds another value, or there are not as many pixels.</exception>
    public static BudgetPoint At(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> model, DeferralTarget target, DeferralOrder order, int deferred)
    {
        SystemCounts.RequireBinary(truth, model, target);
        return AtLabel(truth, model, target, order, deferred, 1);
    }

    /// <summary>The one point of a label of label maps against the rest.</summary>
    /// <param name="truth">The true label of every pixel.</param>
    /// <param name="model">The model's labels.</param>
    /// <param name="target">To whom pixels are deferred.</param>
    /// <param name="order">In which order.</param>
    /// <param name="deferred">How many pixels are deferred, from 0 to all.</param>
    /// <param name="label">The label that is foreground.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, or there are not as many pixels.</exception>
    public static BudgetPoint AtLabel(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> model, DeferralTarget target, DeferralOrder order, int deferred, byte label)
    {
        var counts = new SystemCounts(truth, model, target, order, label);
        DeferralBudget.Require(deferred, truth.Length);
        for (var k = 0; k < deferred; k++)
            counts.Defer(k);
        return counts.Point(deferred);
    }

    private static (int[] Budgets, int[] Places) Sorted(ReadOnlySpan<double> shares, int pixels)
    {
        var budgets = new int[shares.Length];
        var places = new int[shares.Length];
        for (var i = 0; i < shares.Length; i++)
            (budgets[i], places[i]) = (DeferralBudget.Pixels(shares[i], pixels), i);
        Array.Sort(budgets, places);
        return (budgets, places);
    }
}
