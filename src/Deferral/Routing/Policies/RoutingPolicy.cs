using DeferredSeg.Abstractions.Experts;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Deferral.Routing.Regions;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>
/// How routing logits become decisions, without any training: the one description that configuration, commands and routing read. The defaults
/// are Eq. 3 and 6 as they stand: <see cref="RoutingDecision"/>.
/// </summary>
/// <remarks>
/// The steps, in their order: values, costs and availability; who defers (<see cref="RouteBy"/>); budget; capacities; small regions;
/// holes; regions for people, within a field of view. Counts are over the tensor given: pass one image for a budget per image, a batch for a budget
/// over the batch. Routings per class are laid into the batch by the caller. docs/routing.md has the formulas and what each option means for each
/// kind of head.
/// </remarks>
/// <param name="By">What decides that a pixel is deferred: logits, predictor, or both of them.</param>
/// <param name="Ties">
/// Who gets a pixel where model and expert are worth the same, or the predictor is at exactly 0.5: lowestChannel, the model before any expert
/// (Eq. 6), or toExpert (Eq. 3). Among tied experts the lowest wins.
/// </param>
/// <param name="Budget">The share of an image's pixels that may be deferred, rounded down to whole pixels; without it there is no budget.</param>
/// <param name="BudgetRule">fill: exactly that share, those with the largest margin; cap: at most that share, of what is deferred anyway.</param>
/// <param name="Absent">Experts, by name, who are away: their pixels go to the next best.</param>
/// <param name="UseCosts">Whether the cost that an expert's options state is taken from what the expert is worth.</param>
/// <param name="MinimumLoads">
/// The least share of an image's pixels that each expert gets, J numbers, rounded up, but not beyond the expert's capacity; equal to it for an
/// exact load.
/// </param>
/// <param name="MinimumRegion">
/// Connected regions of an expert with fewer pixels go back to the model, and loads fall below what was asked. 0 and 1 change nothing. Maps
/// <c>[B, H, W]</c> or <c>[B, D, H, W]</c>, in which regions go through the slices.
/// </param>
/// <param name="FillHoles">
/// Holes of at most so many pixels in an expert's region go to the expert, where budget and capacity allow. Maps <c>[B, H, W]</c> or
/// <c>[B, D, H, W]</c>.
/// </param>
/// <param name="Connectivity">
/// Which pixels touch, for regions and holes: four or eight neighbours; in a volume the six that share a face, or all twenty-six.
/// </param>
/// <param name="Answer">
/// Who answers where nobody is asked, with a head of estimates: model, the network's own mask; estimate, the head's own mask, its estimate of the truth above
/// a threshold. Other heads have the model's alone.
/// </param>
/// <param name="Margin">
/// An expert is asked only where they are worth so much more than the model, also where a budget would be filled: in the value's own units, with estimates
/// those of a wrong pixel. Without it 0.005 with a head of estimates, else 0.
/// </param>
/// <param name="DiceLevel">
/// D of a head of estimates: near which dice a pixel is weighed; a found pixel counts 2 - D, one that is removed D. Without it what fitting found, else 0.8.
/// </param>
/// <param name="AnswerThreshold">
/// The probability above which answer estimate says that a pixel is of a class. Without it what fitting found, else half the dice level.
/// </param>
/// <param name="UseGuarantee">
/// Whether the policy that a guarantee certified is served, where the run has one; a budget that is set has its own way.
/// </param>
/// <param name="Units">How regions are made of the pixels that people are asked about; without it as its options are by default.</param>
/// <param name="UseGate">Whether nobody is asked, or the expert alone answers, where fitting found that routing does not pay.</param>
public sealed record RoutingPolicy(
    RouteBy By = RouteBy.Logits,
    TieRule Ties = TieRule.LowestChannel,
    [OptionRange(0, 1)] double? Budget = null,
    BudgetRule BudgetRule = BudgetRule.Fill,
    IReadOnlyList<string>? Absent = null,
    bool UseCosts = true,
    [OptionRange(0, 1)] IReadOnlyList<double>? MinimumLoads = null,
    [OptionRange(0, int.MaxValue)] int MinimumRegion = 0,
    [OptionRange(0, int.MaxValue)] int FillHoles = 0,
    Connectivity Connectivity = Connectivity.Four,
    ModelAnswer Answer = ModelAnswer.Model,
    [OptionRange(0, 2)] double? Margin = null,
    [OptionRange(0.01, 1)] double? DiceLevel = null,
    [OptionRange(0, 1)] double? AnswerThreshold = null,
    bool UseGate = true,
    bool UseGuarantee = true,
    UnitOptions? Units = null
)
{
    /// <summary>
    /// c_j of Eq. 1, the cost of one pixel of each expert in units of one wrong pixel; J finite values, 0 or more. Exact for one-vs-all and
    /// utility; for a softmax an exchange rate, because its probabilities are of being chosen and not of being right. Null is 0 for all.
    /// </summary>
    public IReadOnlyList<double>? Costs { get; init; }

    /// <summary>Whether each expert is there, J values. Who is not gets no pixel; null is everyone.</summary>
    public IReadOnlyList<bool>? Available { get; init; }

    /// <summary>The largest share of the pixels that each expert gets, J values from 0 to 1, rounded down to whole pixels; null is no limit.</summary>
    public IReadOnlyList<double>? Capacities { get; init; }

    /// <summary>Which experts are asked about regions instead of pixels, J values; null where none is.</summary>
    public IReadOnlyList<bool>? InUnits { get; init; }

    /// <summary>What fitting found to be safe; null where there is nothing known, which is as if routing paid.</summary>
    public RoutingGate? Gate { get; init; }

    /// <summary>The same for a head of estimates: what is not set is as fitting found it, else the defaults of such a head.</summary>
    /// <param name="diceLevel">What fitting found; null without.</param>
    /// <param name="threshold">What fitting found; null without.</param>
    /// <param name="gate">What fitting found; null without.</param>
    public RoutingPolicy ForEstimates(double? diceLevel = null, double? threshold = null, RoutingGate? gate = null)
    {
        var level = DiceLevel ?? diceLevel ?? 0.8;
        return this with
        {
            Margin = Margin ?? 0.005,
            DiceLevel = level,
            AnswerThreshold = AnswerThreshold ?? threshold ?? level / 2,
            Gate = UseGate ? gate : null,
        };
    }

    /// <summary>The same for the experts of an experiment: what they cost, who is there, and how much each takes at most.</summary>
    /// <param name="experts">Experts 1 to J, in the order of the routing channels.</param>
    /// <exception cref="ArgumentException">An absent expert is none of these, or there are not as many minimum loads.</exception>
    public RoutingPolicy For(IReadOnlyList<ExpertDescriptor> experts)
    {
        string[] names = [.. experts.Select(expert => expert.Id)];
        foreach (var name in Absent ?? [])
        {
            if (names.Contains(name, StringComparer.OrdinalIgnoreCase))
                continue;
            var near = NearestName.Of(name, names);
            throw new ArgumentException(
                $"$.routing.absent names '{name}'; the experts are {string.Join(", ", names)}.{(near is null ? "" : $" Did you mean '{near}'?")}"
            );
        }
        if (MinimumLoads is { Count: > 0 } loads && loads.Count != experts.Count)
            throw new ArgumentException($"$.routing.minimumLoads has {loads.Count} numbers for {experts.Count} experts; expected one for each.");
        return this with
        {
            Costs = UseCosts && experts.Any(expert => expert.Cost > 0) ? [.. experts.Select(expert => expert.Cost)] : null,
            Available = Absent is { Count: > 0 } ? [.. names.Select(name => !Absent.Contains(name, StringComparer.OrdinalIgnoreCase))] : null,
            Capacities = experts.Any(expert => expert.Capacity is not null) ? [.. experts.Select(expert => expert.Capacity ?? 1)] : null,
            MinimumLoads = MinimumLoads is { Count: > 0 } ? MinimumLoads : null,
            InUnits = (Units ?? new()).Of(experts),
        };
    }

    /// <summary>Decides for every pixel of the tensor given.</summary>
    /// <param name="routingLogits">
    /// Floating point <c>[B, J+1, ...]</c>, for images <c>[B, J+1, H, W]</c>; channel 0 is the model, 1..J the experts. Minus infinity is legal: in softmax
    /// and one-vs-all it is a value of 0, in utility less than any other.
    /// </param>
    /// <param name="parameterisation">What the logits mean, as the head declares it.</param>
    /// <param name="predictorLogit">
    /// The aggregated predictor before its sigmoid, <c>[B, 1, ...]</c>; needed unless <see cref="By"/> is <see cref="RouteBy.Logits"/>.
    /// </param>
    /// <returns>The plan, on the logits' device, in the caller's dispose scope. The same input gives the same plan.</returns>
    /// <exception cref="ArgumentException">
    /// A logit is NaN or plus infinity, a shape, a list's length or an option is another than said, or budget, capacities and minimum
    /// loads cannot all be kept.
    /// </exception>
    public RoutingPlan Decide(Tensor routingLogits, RoutingParameterisation parameterisation, Tensor? predictorLogit = null)
    {
        // A margin is kept under a budget too, so that nothing is filled up.
        if (Margin > 0 && BudgetRule == BudgetRule.Fill)
            return (this with { BudgetRule = BudgetRule.Cap }).Decide(routingLogits, parameterisation, predictorLogit);
        using var scope = torch.NewDisposeScope();
        var logits = routingLogits.detach();
        PolicyInputs.Require(this, logits, parameterisation, predictorLogit);
        var experts = (int)logits.shape[1] - 1;
        int[] channels = [0, .. Enumerable.Range(1, experts).Where(expert => Available?[expert - 1] ?? true)];
        var bounds = ChannelBounds.Of(this, channels, checked((int)(logits.numel() / logits.shape[1])));
        if (channels.Length == 1 || Gate?.Use == GateUse.Model)
            return RoutingPlan.OfModel(logits).ToOuterScope();

        var everyone = channels.Length == experts + 1;
        var numbers = torch.tensor(Array.ConvertAll(channels, channel => (long)channel), device: logits.device);
        double[] costs = [.. channels.Select(channel => channel == 0 ? 0 : (Costs?[channel - 1] ?? 0) + (Margin ?? 0))];
        // Capacities and minimum loads weigh every channel against every other.
        var keeps = bounds.BindExperts(checked((int)(logits.numel() / logits.shape[1])));
        var preference = Preference.Of(everyone ? logits : logits.index_select(1, numbers), parameterisation, costs, predictorLogit, By, Ties, keeps);
        var decision = PlanLimits.Apply(this, preference, bounds);
        return new RoutingPlan(Numbered(decision), preference.Margin, Numbered(preference.Expert)).ToOuterScope();

        Tensor Numbered(Tensor channel) => everyone ? channel : numbers.index_select(0, channel.flatten()).reshape(channel.shape);
    }
}

/// <summary>What a deferral budget asks for.</summary>
public enum BudgetRule
{
    /// <summary>The budget is used up, also where deferring is expected to do harm: 0 is the model everywhere, 1 the experts everywhere.</summary>
    Fill,

    /// <summary>The budget is a limit: only pixels that are deferred anyway, so that it may be left unused.</summary>
    Cap,
}

/// <summary>
/// What decides that a pixel is deferred. Sec. 4.1 has the aggregated predictor guide the routing, Sec. 4.3 calls it auxiliary; each reading has its
/// rule.
/// </summary>
public enum RouteBy
{
    /// <summary>The routing logits alone: a pixel is deferred where an expert is worth more than the model.</summary>
    Logits,

    /// <summary>The aggregated predictor alone: a pixel is deferred where its probability exceeds 0.5, to the expert who is worth most.</summary>
    Predictor,

    /// <summary>Both: a pixel is deferred only where each of them defers it.</summary>
    Both,
}
