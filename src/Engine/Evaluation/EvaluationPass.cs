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
using DeferredSeg.Engine.Conversations;
using DeferredSeg.Engine.Guarantees;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Evaluation;

/// <summary>Measures a trained network with its experts, one case at a time: the same setup gives the same numbers.</summary>
/// <param name="setup">What is measured, on what, and how.</param>
public sealed class EvaluationPass(EvaluationSetup setup)
{
    private readonly ExpertPanel _panel = new(setup.Experts);
    private readonly EvaluatedMaps _maps = new(setup);

    private HeadDescription? Head => setup.Head?.Describe();

    private ClassKind Kind => _maps.System.Network.ClassKind;

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
        // Encoded once for all experts and ways, when the first of them wants to talk.
        using var talk = setup.ComparesWays || RegionQuestions.Talks(output.Decided.Policy) ? _maps.Talk(index) : null;
        var answers = output.Routing is null
            ? new([], [])
            : CaseAnswers.Ask(_panel, output.Case, Kind, setup.Seed, 0, cancellation, (j, question) => AskRouted(j, question, output, talk, cancellation));
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
            Ways = setup.ComparesWays && measured.Routed is not null ? Ways(measured, output, talk, cancellation) : null,
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
        var (one, maps) = _maps.Of(index, cancellation);
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

    // Who answers in their own time, or is not asked to paint, is asked about what the policy routes to them; elsewhere the model's answer stands for them.
    private RegionAnswers? AskRouted(int expert, ExpertRequest question, GridOutput output, ImageTalk? talk, CancellationToken cancellation)
    {
        var (policy, who) = (output.Decided.Policy, _panel.Experts[expert]);
        if (!who.AnswersLater && !RegionQuestions.AsksEach(policy, expert, who))
            return null;
        if (setup.Origin is not { } origin)
            throw new ArgumentException($"The expert {who.Id} is asked about what is routed to them; expected to be told what questions follow from.");
        var plan = policy.DecideWithin(output.Routing!, output.Decided.Parameterisation, output.Predictor, output.Case.FieldOfView?.Values);
        var routings = Enumerable.Range(0, (int)plan.Decision.shape[0]).ToList();
        return new RegionQuestions(_panel, policy, talk).Ask(
            expert,
            question,
            origin(output.Case),
            [.. routings.Select(r => plan.Decision[r].contiguous().data<long>().ToArray())],
            [.. routings.Select(r => plan.Margin[r].contiguous().data<double>().ToArray())],
            CaseLabels.Masks(output, output.Decided.Model),
            output.Decided.Other is { } masks ? CaseLabels.Masks(output, masks) : null,
            cancellation
        );
    }

    private IReadOnlyList<DecisionPoint> Ways(MeasuredCase measured, GridOutput output, ImageTalk? talk, CancellationToken cancellation)
    {
        var origin = setup.Origin ?? throw new ArgumentException("Ways of answering are compared; expected to be told what questions follow from.");
        return new WayMeasures(_panel, Kind, setup.Seed).Of(measured, output, origin(output.Case), talk, cancellation);
    }

    private GridOutput Output(int index, CancellationToken cancellation)
    {
        var (one, maps) = _maps.Of(index, cancellation);
        return new(one, maps, DecisionMaps.Of(maps, Head, Kind, _panel.Experts.Count, setup.Policy));
    }

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
