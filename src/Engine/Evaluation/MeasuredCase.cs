using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Estimates;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>
/// One case under a trained network: what truth, model, experts and policy say of its measured pixels. Validation takes System, Expert and Model of it,
/// evaluation everything else as well.
/// </summary>
internal sealed class MeasuredCase
{
    private readonly GridOutput _output;

    /// <param name="output">What the network says, on the grid that is measured.</param>
    /// <param name="answers">What the experts say about all of the case; none where nothing is routed.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="seed">The seed of random orders.</param>
    /// <exception cref="ArgumentException">The policy cannot be followed.</exception>
    /// <exception cref="InvalidOperationException">No pixel is in the field of view.</exception>
    public MeasuredCase(GridOutput output, CaseAnswers answers, ClassKind kind, long seed)
    {
        _output = output;
        Seen = new(output.Case);
        Answered = [.. answers.Answered.Select(plane => Seen.Of<byte>(plane.Values))];
        Own = Labels(ModelMap.Own(output, kind));
        Adapted = ModelMap.Adapted(output) is { } adapted ? Labels(adapted) : null;
        Groups = Adapted is not null && output.Decided.Policy.Answer == ModelAnswer.Estimate ? Adapted : Own;
        Routed = output.Routing is null ? null : Decide(output.Decided.Policy);
        Decisions = Routed?.Decision ?? [.. Groups.Select(_ => new long[Seen.Count])];
        Perspectives = [.. Groups.SelectMany((group, r) => group.Maps.SelectMany(map => map.Measured.Select(label => Perspective(map, Decisions[r], label))))];

        IReadOnlyList<RoutedGroup> Labels(ModelMap model) =>
            (output.Routing?.shape[0] ?? 1) == 1
                ? [new(CaseLabels.Of(output, Seen, answers, Answered, kind, model), output.Case.Info.Id, seed)]
                : [.. CaseLabels.ByClass(output, Seen, answers, Answered, kind, model).Select(map => new RoutedGroup([map], output.Case.Info.Id, seed))];
    }

    /// <summary>The pixels that are measured.</summary>
    public SeenPixels Seen { get; }

    /// <summary>Where each expert said anything, of the measured pixels.</summary>
    public IReadOnlyList<byte[]> Answered { get; }

    /// <summary>The classes by the routing that they share, with the labels of whoever answers where nobody is asked.</summary>
    public IReadOnlyList<RoutedGroup> Groups { get; }

    /// <summary>The same with the network's own labels.</summary>
    public IReadOnlyList<RoutedGroup> Own { get; }

    /// <summary>The same with those of a head of estimates; null of other heads.</summary>
    public IReadOnlyList<RoutedGroup>? Adapted { get; }

    /// <summary>Who answers under the policy; null where nothing is routed.</summary>
    public RoutingDecisions? Routed { get; }

    /// <summary>A channel for every measured pixel, for each group; the model's where nothing is routed.</summary>
    public IReadOnlyList<long[]> Decisions { get; }

    /// <summary>System, Expert and Model of every class that is measured.</summary>
    public IReadOnlyList<RoutedOverlaps> Perspectives { get; }

    /// <summary>The share of the measured pixels that was routed to each channel, J + 1 values; none where nothing is routed.</summary>
    public double[] HardLoads =>
        _output.Routing is { } routing
            ?
            [
                .. Enumerable
                    .Range(0, (int)routing.shape[1])
                    .Select(channel => Decisions.Average(decision => (double)decision.AsSpan().Count(channel) / decision.Length)),
            ]
            : [];

    /// <summary>The mean routing probability of each channel, J + 1 values (Eq. 8); none where nothing is routed. 1 less the first is mean(1 - M_0).</summary>
    public double[] SoftLoads
    {
        get
        {
            if (_output.Routing is null)
                return [];
            using var scope = NewDisposeScope();
            var probabilities = Probabilities();
            return [.. Enumerable.Range(0, (int)probabilities.shape[1]).Select(channel => probabilities.select(1, channel).mean().ToDouble())];
        }
    }

    /// <summary>How well each channel's probability fits how often it is right, over all groups and classes; where something is routed.</summary>
    public IReadOnlyList<ChannelCalibration> Channels()
    {
        using var scope = NewDisposeScope();
        var maps = Groups.SelectMany((group, r) => group.Maps.Select(map => (Map: map, Routing: r))).ToList();
        byte[] Labels(Func<LabelMap, ReadOnlyMemory<byte>> of) => [.. maps.SelectMany(one => of(one.Map).ToArray())];
        var channels = _output.Decided.Estimates is { } estimates ? BeingRight(estimates) : Routed();
        var experts = Enumerable.Range(0, Groups[0].Maps[0].Experts.Count).Select(j => new ReadOnlyMemory<byte>(Labels(map => map.Experts[j])));
        return ChannelCalibration.Of([.. channels], Labels(map => map.Truth), Labels(map => map.Model), [.. experts]);

        IEnumerable<ReadOnlyMemory<double>> Routed()
        {
            var probabilities = Probabilities();
            return Enumerable
                .Range(0, (int)probabilities.shape[1])
                .Select(channel =>
                {
                    var planes = Enumerable.Range(0, Groups.Count).Select(r => probabilities[r][channel].contiguous().data<double>().ToArray()).ToList();
                    return new ReadOnlyMemory<double>([.. maps.SelectMany(one => planes[one.Routing])]);
                });
        }
    }

    // [J + 1] maps of all groups' classes one after the other, as the labels are.
    private IEnumerable<ReadOnlyMemory<double>> BeingRight(ExpertEstimates estimates)
    {
        var (model, experts) = (estimates.Right(_output.Decided.Model), estimates.ExpertRight());
        double[] Values(Tensor maps) => Seen.Of(maps.clamp(0, 1)).contiguous().data<double>().ToArray();
        return Enumerable
            .Range(0, (int)experts.shape[1] + 1)
            .Select(channel => new ReadOnlyMemory<double>(Values(channel == 0 ? model : experts.select(1, channel - 1))));
    }

    /// <summary>Who answers under another policy.</summary>
    /// <exception cref="ArgumentException">It cannot be followed.</exception>
    public RoutingDecisions Decide(RoutingPolicy policy)
    {
        var decided = RoutingDecisions.Of(_output, Seen, policy, Answered);
        // A routing for class 0 of exclusive classes is of the background, which is not measured.
        return decided.Decision.Count == Groups.Count
            ? decided
            : new([.. decided.Decision.TakeLast(Groups.Count)], [.. decided.Preferred.TakeLast(Groups.Count)], [.. decided.Margins.TakeLast(Groups.Count)]);
    }

    /// <summary>A decision without the pixels about which the chosen expert said nothing.</summary>
    public long[] Settled(long[] decision) => Fusion.Settled(decision, [.. Answered.Select(plane => new ReadOnlyMemory<byte>(plane))]);

    // [groups, J+1, 1, pixels], float64, in the caller's scope.
    private Tensor Probabilities()
    {
        var routing = _output.Routing!;
        var measured = routing.narrow(0, routing.shape[0] - Groups.Count, Groups.Count);
        return _output.Decided.Probabilities(Seen.Of(measured)).to_type(ScalarType.Float64);
    }

    private static RoutedOverlaps Perspective(LabelMap map, long[] decision, byte label)
    {
        // Overlaps want an expert; where nothing is routed the model stands there, to whom nothing goes.
        var experts = map.Experts.Count == 0 ? [map.Model] : map.Experts;
        return RoutedOverlaps.OfLabel<long>(map.Truth.Span, map.Model.Span, experts, decision, label);
    }
}

/// <summary>Who answers the measured pixels of a case under a policy.</summary>
/// <param name="Decision">A channel for every measured pixel, for each routing.</param>
/// <param name="Preferred">The expert whom the router prefers there, from 1, also where the model keeps the pixel.</param>
/// <param name="Margins">What is gained by deferring there.</param>
internal sealed record RoutingDecisions(IReadOnlyList<long[]> Decision, IReadOnlyList<long[]> Preferred, IReadOnlyList<double[]> Margins)
{
    /// <summary>Decides. Shares are of the measured pixels; where an expert gave no answer the model keeps the pixel.</summary>
    public static RoutingDecisions Of(GridOutput output, SeenPixels seen, RoutingPolicy policy, IReadOnlyList<byte[]> answered)
    {
        using var scope = NewDisposeScope();
        var routings = (int)output.Routing!.shape[0];
        var plan = policy.DecideWithin(output.Routing, output.Decided.Parameterisation, output.Predictor, output.Case.FieldOfView?.Values);
        var decisions = new long[routings][];
        var preferred = new long[routings][];
        ReadOnlyMemory<byte>[] there = [.. answered.Select(plane => new ReadOnlyMemory<byte>(plane))];
        for (var r = 0; r < routings; r++)
        {
            decisions[r] = Fusion.Settled(Values(plan.Decision, r), there);
            preferred[r] = Values(plan.Expert, r);
            for (var pixel = 0; pixel < seen.Count; pixel++)
            {
                // Nobody is there to prefer where all are away.
                if (preferred[r][pixel] == 0)
                    preferred[r][pixel] = 1;
            }
        }
        return new(decisions, preferred, [.. Enumerable.Range(0, routings).Select(r => seen.Of<double>(plan.Margin[r].contiguous().data<double>().ToArray()))]);

        long[] Values(Tensor map, int r) => seen.Of<long>(map[r].contiguous().data<long>().ToArray());
    }
}
