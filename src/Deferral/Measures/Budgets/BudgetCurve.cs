namespace DeferredSeg.Deferral.Measures.Budgets;

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

/// <summary>A weighted sum of rates.</summary>
internal struct RatesArea
{
    /// <summary>The sum so far.</summary>
    public OverlapRates Rates { get; private set; }

    public void Add(OverlapRates rates, double weight) =>
        Rates = new(
            Rates.Dice + weight * rates.Dice,
            Rates.Jaccard + weight * rates.Jaccard,
            Rates.Sensitivity + weight * rates.Sensitivity,
            Rates.Specificity + weight * rates.Specificity,
            Rates.Precision + weight * rates.Precision,
            Rates.Accuracy + weight * rates.Accuracy
        );
}

/// <summary>The counts of model and experts together, kept up while one pixel after another is deferred.</summary>
internal ref struct SystemCounts
{
    private readonly ReadOnlySpan<byte> _truth;
    private readonly ReadOnlySpan<byte> _model;
    private readonly ReadOnlySpan<byte> _answer;
    private readonly ReadOnlySpan<int> _order;
    private readonly DeferralTarget _target;
    private readonly byte _label;
    private readonly long _positives;
    private long _predicted;
    private long _hits;

    public SystemCounts(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> model, DeferralTarget target, DeferralOrder order, byte label)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(order);
        CaseMasks.RequireSize(truth.Length, model.Length, nameof(model));
        CaseMasks.RequireSize(truth.Length, target.Labels.Length, "map deferred to");
        CaseMasks.RequireSize(truth.Length, order.Pixels.Length, "order");
        _truth = truth;
        _model = model;
        _answer = target.Labels.Span;
        _order = order.Pixels;
        (_target, _label) = (target, label);
        for (var pixel = 0; pixel < truth.Length; pixel++)
        {
            if (truth[pixel] == label)
                _positives++;
            Count(pixel, model, 1);
        }
    }

    /// <summary>What the deferred pixels cost so far, in all.</summary>
    public double Cost { get; private set; }

    public readonly Overlap Overlap => new(_hits, _predicted - _hits, _positives - _hits, _truth.Length - _positives - _predicted + _hits);

    public static void RequireBinary(ReadOnlySpan<byte> truth, ReadOnlySpan<byte> model, DeferralTarget target)
    {
        ArgumentNullException.ThrowIfNull(target);
        CaseMasks.RequireBinary(truth, nameof(truth));
        CaseMasks.RequireBinary(model, nameof(model));
        CaseMasks.RequireBinary(target.Labels.Span, "map deferred to");
    }

    /// <summary>Defers the pixel at a place of the order, each once.</summary>
    public void Defer(int place)
    {
        var pixel = _order[place];
        Count(pixel, _model, -1);
        Count(pixel, _answer, 1);
        Cost += _target.Cost(pixel);
    }

    public readonly BudgetPoint Point(int deferred) => new(deferred, Overlap, Cost / _truth.Length);

    private void Count(int pixel, ReadOnlySpan<byte> labels, int sign)
    {
        if (labels[pixel] != _label)
            return;
        _predicted += sign;
        if (_truth[pixel] == _label)
            _hits += sign;
    }
}
