using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Metrics.Routed;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Training.Batches;

namespace DeferredSeg.Training.Evaluation;

/// <summary>
/// One case under a trained network: what truth, model, experts and policy say of its measured pixels. Validation takes System, Expert and Model of it,
/// evaluation everything else besides.
/// </summary>
internal sealed class MeasuredCase
{
    private readonly GridOutput _output;
    private readonly RoutingParameterisation? _parameterisation;

    /// <param name="output">What the network says, on the grid that is measured.</param>
    /// <param name="answers">What the experts say about all of the case; none where nothing is routed.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="parameterisation">What routing logits mean; null where nothing is routed.</param>
    /// <param name="policy">How routing becomes decisions.</param>
    /// <param name="seed">The seed of random orders.</param>
    /// <exception cref="ArgumentException">The policy cannot be followed.</exception>
    /// <exception cref="InvalidOperationException">No pixel is in the field of view.</exception>
    public MeasuredCase(GridOutput output, CaseAnswers answers, ClassKind kind, RoutingParameterisation? parameterisation, RoutingPolicy policy, long seed)
    {
        (_output, _parameterisation) = (output, parameterisation);
        Seen = new(output.Case);
        Answered = [.. answers.Answered.Select(plane => Seen.Of<byte>(plane.Values))];
        Groups =
            (output.Routing?.shape[0] ?? 1) == 1
                ? [new(CaseLabels.Of(output, Seen, answers, Answered, kind), output.Case.Info.Id, seed)]
                : [.. CaseLabels.ByClass(output, Seen, answers, Answered, kind).Select(map => new RoutedGroup([map], output.Case.Info.Id, seed))];
        Routed = output.Routing is null ? null : Decide(policy);
        Decisions = Routed?.Decision ?? [.. Groups.Select(_ => new long[Seen.Count])];
        Perspectives = [.. Groups.SelectMany((group, r) => group.Maps.SelectMany(map => map.Measured.Select(label => Perspective(map, Decisions[r], label))))];
    }

    /// <summary>The pixels that are measured.</summary>
    public SeenPixels Seen { get; }

    /// <summary>Where each expert said anything, of the measured pixels.</summary>
    public IReadOnlyList<byte[]> Answered { get; }

    /// <summary>The classes by the routing that they share.</summary>
    public IReadOnlyList<RoutedGroup> Groups { get; }

    /// <summary>Who answers under the policy; null where nothing is routed.</summary>
    public RoutingDecisions? Routed { get; }

    /// <summary>A channel for every measured pixel, for each group; the model's where nothing is routed.</summary>
    public IReadOnlyList<long[]> Decisions { get; }

    /// <summary>System, Expert and Model of every class that is measured.</summary>
    public IReadOnlyList<RoutedOverlaps> Perspectives { get; }

    /// <summary>Who answers under another policy.</summary>
    /// <exception cref="ArgumentException">It cannot be followed.</exception>
    public RoutingDecisions Decide(RoutingPolicy policy)
    {
        var decided = RoutingDecisions.Of(_output, Seen, policy, _parameterisation!.Value, Answered);
        // A routing for class 0 of exclusive classes is of the background, which is not measured.
        return decided.Decision.Count == Groups.Count
            ? decided
            : new([.. decided.Decision.TakeLast(Groups.Count)], [.. decided.Preferred.TakeLast(Groups.Count)]);
    }

    private static RoutedOverlaps Perspective(LabelMap map, long[] decision, byte label)
    {
        // Overlaps want an expert; where nothing is routed the model stands there, to whom nothing goes.
        IReadOnlyList<ReadOnlyMemory<byte>> experts = map.Experts.Count == 0 ? [map.Model] : map.ExpertLabels;
        return RoutedOverlaps.OfLabel<long>(map.Truth, map.Model, experts, decision, label);
    }
}
