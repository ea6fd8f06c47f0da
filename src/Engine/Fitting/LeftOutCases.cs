using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Routing.Estimates;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Engine.Fitting;

/// <summary>Cases with what a router says of them that was fitted on other patients: what follows from them holds for patients to come.</summary>
internal sealed class LeftOutCases(EstimateLayout layout, RoutingPolicy policy)
{
    private readonly List<LeftOutCase> _cases = [];

    /// <summary>Takes a case.</summary>
    /// <param name="one">Its pixels.</param>
    /// <param name="estimates">What the router says of them, <c>[N, G, M]</c>; taken over.</param>
    public void Add(PooledCase one, Tensor estimates) => _cases.Add(new(one, estimates, layout));

    /// <summary>Draws the conclusions.</summary>
    public FittedRouter Conclude()
    {
        var defaults = policy.ForEstimates();
        var level = policy.DiceLevel ?? Math.Clamp(_cases.Average(one => one.Routed(defaults, ModelAnswer.Model).Dice), 0.3, 0.95);
        var weighed = defaults with { DiceLevel = level };
        var threshold = policy.AnswerThreshold ?? BestThreshold(level / 2);
        weighed = weighed with { AnswerThreshold = threshold };
        var adapted = Gain.Of(_cases.Select(one => (one.Patient, one.Adapted(threshold) - one.Model)));
        return new()
        {
            DiceLevel = level,
            AnswerThreshold = threshold,
            Patients = _cases.Select(one => one.Patient).Distinct(StringComparer.Ordinal).Count(),
            Cases = _cases.Count,
            Adapted = adapted,
            OnModel = Policy(weighed, ModelAnswer.Model, one => one.Model),
            OnEstimate = Policy(weighed, ModelAnswer.Estimate, one => one.Adapted(threshold)),
        };
    }

    private double BestThreshold(double middle)
    {
        double[] candidates = [.. Enumerable.Range(-10, 21).Select(step => Math.Round(middle + 0.02 * step, 4)).Where(value => value is > 0.02 and < 0.98)];
        // Of equals the one nearest to what the dice level asks for.
        return candidates.OrderByDescending(value => _cases.Average(one => one.Adapted(value))).ThenBy(value => Math.Abs(value - middle)).First();
    }

    private FittedPolicy Policy(RoutingPolicy weighed, ModelAnswer answer, Func<LeftOutCase, double> alone)
    {
        var routed = _cases.Select(one => (Case: one, Routed: one.Routed(weighed, answer))).ToList();
        List<Func<LeftOutCase, double>> others = [alone, .. Enumerable.Range(0, layout.Experts).Select(j => (Func<LeftOutCase, double>)(one => one.Expert(j)))];
        var best = Enumerable.Range(0, others.Count).MaxBy(i => _cases.Average(others[i]));
        var gain = Gain.Of(routed.Select(one => (one.Case.Patient, one.Routed.Dice - others[best](one.Case))));
        var asked = routed.Sum(one => (double)one.Routed.Asked);
        return new(
            gain.Pays ? new(GateUse.Route)
                : best == 0 ? new(GateUse.Model)
                : new(GateUse.Expert, best),
            routed.Average(one => one.Routed.Dice),
            _cases.Average(others[best]),
            gain,
            asked / routed.Sum(one => (double)one.Case.Pixels),
            asked == 0 ? 0 : routed.Sum(one => one.Routed.Expected) / asked,
            asked == 0 ? 0 : routed.Sum(one => (double)one.Routed.Changed) / asked
        );
    }
}

/// <summary>One case that was left out: dice of whoever answers, over its drawn pixels.</summary>
internal sealed class LeftOutCase
{
    private readonly EstimateLayout _layout;
    private readonly ExpertEstimates _estimates;
    private readonly byte[][] _truth;
    private readonly byte[][] _model;
    private readonly byte[][][] _answers;
    private readonly byte[][] _answered;

    public LeftOutCase(PooledCase one, Tensor estimates, EstimateLayout layout)
    {
        (_layout, Patient) = (layout, one.Patient);
        _estimates = new(estimates.permute(1, 2, 0), layout);
        (_truth, _model) = (Columns(one.Truth), Columns(one.Model));
        _answers = [.. Enumerable.Range(0, layout.Experts).Select(j => Columns(one.Answers.select(1, j)))];
        _answered = Columns(one.Answered);
        Model = Dice(_model);
    }

    public string Patient { get; }

    public int Pixels => _truth[0].Length;

    /// <summary>The dice of the network's own mask.</summary>
    public double Model { get; }

    /// <summary>The dice of the head's own mask.</summary>
    public double Adapted(double threshold)
    {
        using var scope = NewDisposeScope();
        return Dice(Labels(_estimates.Mask(threshold)));
    }

    /// <summary>The dice of an expert alone, the network where they said nothing.</summary>
    public double Expert(int expert) =>
        Dice([.. _answers[expert].Select((labels, k) => labels.Select((label, i) => _answered[expert][i] == 1 ? label : _model[k][i]).ToArray())]);

    /// <summary>What asking comes to without a budget.</summary>
    public (double Dice, int Asked, double Expected, int Changed) Routed(RoutingPolicy policy, ModelAnswer answer)
    {
        using var scope = NewDisposeScope();
        var mask = answer == ModelAnswer.Estimate ? _estimates.Mask(policy.AnswerThreshold!.Value) : Masks(_model);
        var worth = _estimates.Utilities(mask, policy.DiceLevel!.Value).select(0, 0);
        // An answer is another as soon as one class is.
        var changes = 1 - (1 - _estimates.Changes(mask)).prod(0L);
        var labels = Labels(mask);
        byte[][] before = [.. labels.Select(one => (byte[])one.Clone())];
        var values = worth.contiguous().data<double>().ToArray();
        var expected = changes.contiguous().data<double>().ToArray();
        var (asked, sum, changed) = (0, 0.0, 0);
        for (var i = 0; i < Pixels; i++)
        {
            var best = 0;
            for (var j = 1; j <= _layout.Experts; j++)
                if (
                    _answered[j - 1][i] == 1
                    && values[j * Pixels + i] > policy.Margin!.Value
                    && (best == 0 || values[j * Pixels + i] > values[best * Pixels + i])
                )
                    best = j;
            if (best == 0)
                continue;
            asked++;
            sum += expected[(best - 1) * Pixels + i];
            var differs = false;
            for (var k = 0; k < labels.Length; k++)
            {
                labels[k][i] = _answers[best - 1][k][i];
                differs |= labels[k][i] != before[k][i];
            }
            changed += differs ? 1 : 0;
        }
        return (Dice(labels), asked, sum, changed);
    }

    private double Dice(byte[][] labels) =>
        _layout.Kind == ClassKind.Exclusive
            ? Enumerable.Range(1, _layout.Classes - 1).Average(c => Overlap.OfLabel(labels[0], _truth[0], (byte)c).Dice)
            : labels.Select((one, k) => Overlap.OfLabel(one, _truth[k], 1).Dice).Average();

    // Masks [K, N] as labels of each group.
    private byte[][] Labels(Tensor masks)
    {
        var named = _layout.Kind == ClassKind.Exclusive ? masks.argmax(0).unsqueeze(0).to(ScalarType.Byte) : masks;
        return [.. Enumerable.Range(0, (int)named.shape[0]).Select(k => named[k].contiguous().bytes.ToArray())];
    }

    // Labels of each group as masks [K, N].
    private Tensor Masks(byte[][] labels)
    {
        var named = stack([.. labels.Select(one => tensor(one, ScalarType.Byte))], 0);
        return _layout.Kind == ClassKind.Exclusive ? cat([.. Enumerable.Range(0, _layout.Classes).Select(c => named.eq(c).@byte())], 0) : named;
    }

    private static byte[][] Columns(Tensor labels) =>
        [.. Enumerable.Range(0, (int)labels.shape[1]).Select(k => labels.select(1, k).contiguous().bytes.ToArray())];
}
