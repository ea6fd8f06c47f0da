using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Deferral.Routing;
using DeferredSeg.Deferral.Routing.Estimates;
using DeferredSeg.Deferral.Routing.Policies;

namespace DeferredSeg.Engine.Systems;

/// <summary>What pixels of one image are decided by: who answers where nobody is asked, and what every channel is worth then.</summary>
/// <param name="Own">The network's own masks, uint8 <c>[K, H, W]</c>.</param>
/// <param name="Model">The masks of whoever answers where nobody is asked, uint8 <c>[K, H, W]</c>.</param>
/// <param name="Channels"><c>[R, J+1, H, W]</c>; null where nothing is routed.</param>
/// <param name="Parameterisation">What the channels mean.</param>
/// <param name="Policy">The policy as it holds for them.</param>
public sealed record DecisionMaps(Tensor Own, Tensor Model, Tensor? Channels, RoutingParameterisation Parameterisation, RoutingPolicy Policy)
{
    // Of a wrong pixel: channels whose utilities differ by so much are e times as likely.
    private const double Temperature = 0.01;

    /// <summary>
    /// The routing probabilities of channels (Eq. 5): of utilities that follow from estimates their softmax at a temperature of a hundredth of a
    /// wrong pixel, else what the channels' meaning says.
    /// </summary>
    /// <param name="channels"><c>[R, J+1, ...]</c>.</param>
    /// <returns>Of the same shape, in the caller's dispose scope.</returns>
    public Tensor Probabilities(Tensor channels) =>
        Estimates is null ? RoutingProbabilities.Of(channels, Parameterisation) : (channels / Temperature).softmax(1);

    /// <summary>The estimates on the same pixels; null of other heads.</summary>
    public ExpertEstimates? Estimates { get; init; }

    /// <summary>
    /// The masks of the other of network and head, uint8 <c>[K, H, W]</c>: what can be proposed where <see cref="Model"/> answers. Null where the
    /// head has none. Made anew at each call, in the caller's dispose scope.
    /// </summary>
    public Tensor? Other =>
        Estimates is not { } estimates ? null
        : Policy.Answer == ModelAnswer.Estimate ? Own
        : estimates.Mask(Policy.AnswerThreshold!.Value);

    /// <summary>Finds them: estimates become utilities here, on the grid that is decided on, against the mask that is there.</summary>
    /// <param name="maps">What the system says.</param>
    /// <param name="head">The head; null where nothing is routed.</param>
    /// <param name="kind">How classes relate.</param>
    /// <param name="experts">J.</param>
    /// <param name="policy">Whose mask answers, and how pixels are weighed.</param>
    /// <returns>Tensors in the caller's dispose scope.</returns>
    public static DecisionMaps Of(OutputMaps maps, HeadDescription? head, ClassKind kind, int experts, RoutingPolicy policy)
    {
        var own = ModelMasks.Of(maps.Logits.unsqueeze(0), kind).squeeze(0);
        if (head?.Parameterisation != RoutingParameterisation.Estimates || maps.Routing is null)
            return new(own, own, maps.Routing, head?.Parameterisation ?? RoutingParameterisation.Softmax, policy);
        var known = policy.ForEstimates(gate: policy.Gate);
        var estimates = new ExpertEstimates(maps.Routing, new(kind, (int)maps.Logits.shape[0], experts));
        var model = known.Answer == ModelAnswer.Estimate ? estimates.Mask(known.AnswerThreshold!.Value) : own;
        var worth = estimates.Utilities(model, known.DiceLevel!.Value, head.RoutesPerClass);
        return new(own, model, Gated(worth, known), RoutingParameterisation.Utility, known) { Estimates = estimates };
    }

    // Where one expert alone is best, and no budget forbids it, everything is theirs.
    private static Tensor Gated(Tensor worth, RoutingPolicy policy)
    {
        if (policy is not { Budget: null, Gate: { Use: GateUse.Expert, Expert: var expert } })
            return worth;
        var all = full_like(worth, -1);
        all.select(1, 0).fill_(0);
        all.select(1, expert).fill_(1);
        return all;
    }
}
