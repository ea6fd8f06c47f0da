using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Data.Ledgers;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Guarantees;
using DeferredSeg.Deferral.Measures;
using DeferredSeg.Deferral.Measures.Baselines;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Policies;
using DeferredSeg.Engine.Guarantees;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Systems.Volumes;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>Measures a trained network with its experts, one case at a time: the same setup gives the same numbers.</summary>
/// <param name="setup">What is measured, on what, and how.</param>
public sealed class EvaluationPass(EvaluationSetup setup)
{
    private readonly DeferredSystem _system = new(setup.Backbone, setup.Head, setup.Device);
    private readonly ExpertPanel _panel = new(setup.Experts);

    private HeadDescription? Head => setup.Head?.Describe();

    private ClassKind Kind => _system.Network.ClassKind;

    /// <summary>The experts' names.</summary>
    public IReadOnlyList<string> Experts => [.. _panel.Experts.Select(expert => expert.Id)];

    /// <summary>The cases, in order.</summary>
    public IReadOnlyList<CaseInfo> Cases => setup.Cases.Cases;

    /// <summary>Measures one case.</summary>
    /// <param name="index">Its place among the cases.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <exception cref="ArgumentException">The policy cannot be followed.</exception>
    /// <exception cref="InvalidOperationException">The network's output does not fit the case, or an expert's answer does not.</exception>
    /// <exception cref="DivergedException">The network's output is not finite.</exception>
    public EvaluatedCase Measure(int index, CancellationToken cancellation = default)
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var output = Output(index, cancellation);
        var answers = output.Routing is null
            ? new([], [])
            : CaseAnswers.Ask(_panel, output.Case, Kind, setup.Seed, 0, cancellation, (j, question) => AskLater(j, question, output, cancellation));
        var measured = new MeasuredCase(output, answers, Kind, setup.Seed);
        var seen = measured.Seen;
        var estimates = EstimateMeasures.Of(output, measured, Other(output), Kind);
        var measures = new PolicyMeasures(measured.Own, Experts, [.. _panel.Experts.Select(expert => expert.Cost)]);
        if (measured.Routed is { } free)
        {
            measures.AddExperts();
            if (_panel.Experts.Count > 1)
                measures.AddVotes();
            measures.AddOracle();
            estimates?.AddAlone(measures);
            Compare(null, free, output.Decided.Policy);
            foreach (var budget in setup.Budgets)
            {
                var policy = output.Decided.Policy with { Budget = budget, BudgetRule = Deferral.Routing.Policies.BudgetRule.Fill };
                Compare(budget, measured.Decide(policy), policy);
            }
        }
        var (foreground, score) = CaseLabels.Calibration(output, seen, Kind);
        var numbers = new CaseEvaluation(
            output.Case.Info.Id,
            output.Case.Info.Patient,
            setup.Variant,
            setup.NetworkSeed,
            seen.Count,
            measured.Perspectives,
            measures.Results,
            measured.Routed is null ? [] : Channels(measured),
            output.Predictor is { } predictor ? seen.Of(predictor).sigmoid().mean().ToDouble() : null,
            foreground,
            score
        )
        {
            Estimates = measured.Routed is null ? null : estimates?.Evaluate(),
            Regions = measured.Routed is null ? null : UnitMeasures.Of(measured, output.Decided.Policy, _panel.Experts.Count),
            PendingQuestions = answers.Pending,
        };
        IReadOnlyList<long[]> planes = [.. measured.Decisions.Select(decision => seen.Plane<long>(decision, 0))];
        var model = CaseLabels.Masks(output, output.Decided.Model);
        var system = Fusion.Of(model, answers.Masks, planes);
        var own = CaseLabels.Masks(output, output.Decided.Own);
        var (info, truth) = (output.Case.Info, output.Case.Reference);
        var fused = measured.Routed is null ? null : system;
        numbers = numbers with { Surfaces = SurfaceMeasures.Of(info, truth, own, fused, Kind, output.Case.FieldOfView, setup.Tolerance) };
        return new(numbers, output.Case.Shown, truth, model, system, planes);

        void Compare(double? budget, RoutingDecisions decided, RoutingPolicy policy)
        {
            measures.AddRouting(budget, decided.Decision, measured.Groups);
            measures.AddComparisons(budget, decided.Decision, decided.Preferred);
            estimates?.Add(measures, budget, decided, policy);
        }
    }

    /// <summary>What the ledger says of one case.</summary>
    /// <param name="index">Its place among the cases.</param>
    /// <returns>An entry; of a volume one for each slice, about which experts are asked.</returns>
    public IEnumerable<LedgerEntry> Ledger(int index) =>
        setup
            .Cases.ReferencesOf(index)
            .Select(reference =>
                LedgerEntry.Of(
                    reference,
                    setup.Seed,
                    [.. setup.Experts.Select(expert => ExpertUse.Of(expert, reference.CaseId, setup.Seed))],
                    setup.Cases.TruthPrompts
                )
            );

    /// <summary>What candidate policies come to in one case.</summary>
    /// <param name="index">Its place among the cases.</param>
    /// <param name="policies">The policies.</param>
    /// <param name="statement">Which loss.</param>
    /// <param name="cancellation">Ends a long computation early.</param>
    /// <returns>For each policy the loss from 0 to 1, and the cost a pixel: the deferred share where asking costs nothing.</returns>
    /// <exception cref="ArgumentException">Nothing is routed.</exception>
    public IReadOnlyList<(double Loss, double Cost)> Losses(
        int index,
        IReadOnlyList<CandidatePolicy> policies,
        RiskStatement statement,
        CancellationToken cancellation = default
    )
    {
        using var frozen = no_grad();
        using var scope = NewDisposeScope();
        var (one, maps) = Maps(index, cancellation);
        if (maps.Routing is null)
            throw new ArgumentException("A guarantee is about whom to ask, and nothing is routed.");
        var answers = CaseAnswers.Ask(_panel, one, Kind, setup.Seed, 0, cancellation);
        double[] costs = [.. _panel.Experts.Select(expert => expert.Cost)];
        var isFree = costs.All(cost => cost == 0);
        return
        [
            .. policies.Select(candidate =>
            {
                using var inner = NewDisposeScope();
                var output = new GridOutput(one, maps, DecisionMaps.Of(maps, Head, Kind, costs.Length, candidate.Of(setup.Policy, costs.Length)));
                var measured = new MeasuredCase(output, answers, Kind, setup.Seed);
                var measures = new PolicyMeasures(measured.Groups, Experts, costs);
                measures.AddRouting(null, measured.Decisions, measured.Groups);
                var result = measures.Results[^1];
                return (statement.LossOf(result.Classes), isFree ? result.Deferred : result.Cost);
            }),
        ];
    }

    // Who answers in their own time is asked about what the policy routes to them; elsewhere the model's answer stands for them.
    private RegionAnswers AskLater(int expert, ExpertRequest question, GridOutput output, CancellationToken cancellation)
    {
        var policy = output.Decided.Policy;
        if (setup.Origin is not { } origin)
            throw new ArgumentException($"The expert {_panel.Experts[expert].Id} answers in their own time; expected to be told what questions follow from.");
        var plan = policy.DecideWithin(output.Routing!, output.Decided.Parameterisation, output.Predictor, output.Case.FieldOfView?.Values);
        var routings = Enumerable.Range(0, (int)plan.Decision.shape[0]).ToList();
        var other = output.Decided.Other is { } masks ? CaseLabels.Masks(output, masks) : null;
        return new RegionQuestions(_panel, policy).Ask(
            expert,
            question with
            {
                GroundTruth = null,
            },
            origin(output.Case),
            [.. routings.Select(r => plan.Decision[r].contiguous().data<long>().ToArray())],
            [.. routings.Select(r => plan.Margin[r].contiguous().data<double>().ToArray())],
            CaseLabels.Masks(output, output.Decided.Model),
            other,
            cancellation
        );
    }

    private GridOutput Output(int index, CancellationToken cancellation)
    {
        var (one, maps) = Maps(index, cancellation);
        return Decided(one, maps);
    }

    private (PreparedCase Case, OutputMaps Maps) Maps(int index, CancellationToken cancellation)
    {
        if (setup.Cases.IsOfVolumes && _system.Network.Input.SpatialAxes == 2)
            return BySlices(index, cancellation);
        var prepared = setup.Cases.Get(index, GeometricVariant.None);
        if (setup.Tiles is { } tiles)
            return ByTiles(index, prepared, tiles, cancellation);
        var said = Said(prepared, cancellation);
        if (setup.Grid == EvaluationGrid.Network || prepared.Placement is not { } place)
            return (prepared, said);
        return (setup.Cases.Native(index), said.Native(place, Kind, IsEstimated));
    }

    // On the network's pixels.
    private OutputMaps Said(PreparedCase prepared, CancellationToken cancellation)
    {
        using var scope = NewDisposeScope();
        var images = _system.Images([prepared.Image], prepared.Grid);
        using var embedding = _system.Encode(images, cancellation);
        using var output = _system.Decode(embedding, _system.Prompts([prepared.Prompts]), seen: HeadImages.Of([prepared], images), cancellation: cancellation);
        return OutputMaps.Of(output.Fitting(prepared.Info.Id, 1, prepared.Reference.Classes, prepared.Grid).Finite(prepared.Info.Id)).Cloned();
    }

    private (PreparedCase Case, OutputMaps Maps) ByTiles(int index, PreparedCase prepared, TileRule tiles, CancellationToken cancellation)
    {
        using var image = tensor(prepared.Image, [_system.Network.Input.Channels, .. prepared.Grid.Shape()]);
        var said = TiledMaps.Of(_system, tiles, image, prepared.Info.Id, cancellation: cancellation);
        return setup.Grid == EvaluationGrid.Network || prepared.Placement is not { } place
            ? (prepared, said)
            : (setup.Cases.Native(index), said.Native(place, Kind, IsEstimated));
    }

    // A network of two axes sees one slice after the other, as it was trained; what follows is of all of them at once.
    private (PreparedCase Case, OutputMaps Maps) BySlices(int index, CancellationToken cancellation)
    {
        var native = setup.Cases.Native(index);
        var maps = native
            .Slices!.Select(slice => setup.Cases.Slice(slice!))
            .Select(slice => Said(slice, cancellation).Native(slice.Placement!, Kind, IsEstimated))
            .ToList();
        return (native, OutputMaps.Stacked(maps));
    }

    private bool IsEstimated => Head?.Parameterisation == RoutingParameterisation.Estimates;

    // The same estimates where the other mask answers.
    private DecisionMaps? Other(GridOutput output) =>
        output.Decided.Estimates is null
            ? null
            : DecisionMaps.Of(
                output.Maps,
                Head,
                Kind,
                _panel.Experts.Count,
                output.Decided.Policy.Answer == ModelAnswer.Estimate
                    ? setup.Policy with
                    {
                        Answer = ModelAnswer.Model,
                        Gate = setup.OtherGate,
                    }
                    : setup.Policy with
                    {
                        Answer = ModelAnswer.Estimate,
                        Gate = setup.OtherGate,
                    }
            );

    private GridOutput Decided(PreparedCase one, OutputMaps maps) => new(one, maps, DecisionMaps.Of(maps, Head, Kind, _panel.Experts.Count, setup.Policy));

    private List<ChannelResult> Channels(MeasuredCase measured)
    {
        var (soft, hard) = (measured.SoftLoads, measured.HardLoads);
        return
        [
            .. measured
                .Channels()
                .Select(one => new ChannelResult(
                    one.Channel == 0 ? "model" : _panel.Experts[one.Channel - 1].Id,
                    soft[one.Channel],
                    hard[one.Channel],
                    one.Accuracy,
                    one.Reliability
                )),
        ];
    }
}

/// <summary>A trained network, the cases to measure it on, and how. Everything stays the caller's to dispose.</summary>
public sealed record EvaluationSetup
{
    /// <summary>The segmentor, in evaluation mode.</summary>
    public required ISegmentorBackbone Backbone { get; init; }

    /// <summary>The head, in evaluation mode; null where nothing is routed.</summary>
    public IDeferralHead? Head { get; init; }

    /// <summary>Experts 1 to J; none where nothing is routed. On the native grid they must have been given masks as the dataset lays them.</summary>
    public IReadOnlyList<IExpertSource> Experts { get; init; } = [];

    /// <summary>The cases.</summary>
    public required PreparedCases Cases { get; init; }

    /// <summary>How routing becomes decisions.</summary>
    public RoutingPolicy Policy { get; init; } = new();

    /// <summary>What fitting found about the mask that does not answer under the policy; null where nothing is known.</summary>
    public RoutingGate? OtherGate { get; init; }

    /// <summary>On which pixels is measured.</summary>
    public EvaluationGrid Grid { get; init; }

    /// <summary>Shares of each image's measured pixels, 0 to 1, at which routing is compared with orders that need no router.</summary>
    public IReadOnlyList<double> Budgets { get; init; } = [];

    /// <summary>What of the distance of surfaces is none, in millimetres; for whole volumes.</summary>
    public double Tolerance { get; init; } = 1;

    /// <summary>How volumes are cut for a network of three axes; null for networks of images.</summary>
    public TileRule? Tiles { get; init; }

    /// <summary>What questions to people follow from, by case; null where nobody answers in their own time.</summary>
    public Func<PreparedCase, QuestionOrigin>? Origin { get; init; }

    /// <summary>The seed with which experts are asked, and of random orders.</summary>
    public long Seed { get; init; }

    /// <summary>Where the networks' parameters lie.</summary>
    public Device Device { get; init; } = CPU;

    /// <summary>What results say of the network: its variant of the run.</summary>
    public string Variant { get; init; } = "";

    /// <summary>What results say of the network: its seed.</summary>
    public long NetworkSeed { get; init; }
}

/// <summary>On which pixels a system is measured.</summary>
public enum EvaluationGrid
{
    /// <summary>Those that the network sees, after cropping and resizing.</summary>
    Network,

    /// <summary>Those of the dataset: logits are brought back bilinearly, outside of a crop the model says background and keeps the pixels.</summary>
    Native,
}
