namespace DeferredSeg.Deferral.Metrics.Budgets;

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
