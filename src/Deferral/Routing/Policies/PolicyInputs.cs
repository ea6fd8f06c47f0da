using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>What a policy asks of its own options and of the tensors it is given, before any arithmetic.</summary>
internal static class PolicyInputs
{
    /// <summary>Refuses what cannot be decided. Its dispose scope is the caller's.</summary>
    public static void Require(RoutingPolicy policy, Tensor routingLogits, RoutingParameterisation parameterisation, Tensor? predictorLogit)
    {
        RoutingShape.RequireChannels(routingLogits, nameof(routingLogits));
        RequireKnown(policy, parameterisation);
        var experts = routingLogits.shape[1] - 1;
        RequireCosts(policy, experts);
        RequireLoads(policy, experts);
        RequireRegions(policy, routingLogits);
        RequirePredictor(policy, routingLogits, predictorLogit);
        RoutingDecision.RequireNumbers(routingLogits, nameof(routingLogits));
        if (routingLogits.eq(double.PositiveInfinity).any().ToBoolean())
            throw new ArgumentException(
                "The routing logits hold plus infinity, which cannot be weighed against anything. Look for the layer that made it; minus "
                    + "infinity is legal, for a channel that is never to be chosen.",
                nameof(routingLogits)
            );
        if (policy.By != RouteBy.Logits && predictorLogit!.isnan().any().ToBoolean())
            throw new ArgumentException(
                "The predictor's logits hold values that are not numbers (NaN), by which nothing can be routed. Look for the layer or the loss that made them.",
                nameof(predictorLogit)
            );
    }

    private static void RequireKnown(RoutingPolicy policy, RoutingParameterisation parameterisation)
    {
        if (!Enum.IsDefined(parameterisation))
            throw new ArgumentOutOfRangeException(nameof(parameterisation), parameterisation, "Routing logits are Softmax, OneVsAll or Utility.");
        if (parameterisation == RoutingParameterisation.Estimates)
            throw new ArgumentException(
                "Estimates are no channels yet; make utilities of them with the mask that is there (ExpertEstimates.Utilities), and decide by these.",
                nameof(parameterisation)
            );
        if (!Enum.IsDefined(policy.By))
            throw new ArgumentOutOfRangeException(nameof(policy), policy.By, "Pixels are routed by Logits, Predictor or Both.");
        if (!Enum.IsDefined(policy.Ties))
            throw new ArgumentOutOfRangeException(nameof(policy), policy.Ties, "The rule for ties is LowestChannel or ToExpert.");
        if (!Enum.IsDefined(policy.BudgetRule))
            throw new ArgumentOutOfRangeException(nameof(policy), policy.BudgetRule, "The rule for the budget is Fill or Cap.");
        if (!Enum.IsDefined(policy.Connectivity))
            throw new ArgumentOutOfRangeException(nameof(policy), policy.Connectivity, "Pixels touch by Four or by Eight neighbours.");
    }

    private static void RequireCosts(RoutingPolicy policy, long experts)
    {
        RequireOneEach(policy.Costs?.Count, experts, nameof(policy.Costs));
        RequireOneEach(policy.Available?.Count, experts, nameof(policy.Available));
        for (var expert = 0; expert < policy.Costs?.Count; expert++)
        {
            if (!(policy.Costs[expert] >= 0 && double.IsFinite(policy.Costs[expert])))
                throw new ArgumentException(
                    $"The cost of expert {expert + 1} is {policy.Costs[expert]}; expected a finite number of wrong pixels, 0 or more.",
                    nameof(policy)
                );
        }
    }

    private static void RequireLoads(RoutingPolicy policy, long experts)
    {
        if (policy.Budget is { } budget && !(budget is >= 0 and <= 1))
            throw new ArgumentException($"The budget is {budget}; expected a share of the pixels from 0 to 1.", nameof(policy));
        RequireOneEach(policy.Capacities?.Count, experts, nameof(policy.Capacities));
        RequireOneEach(policy.MinimumLoads?.Count, experts, nameof(policy.MinimumLoads));
        for (var expert = 0; expert < experts; expert++)
        {
            var (lower, upper) = (policy.MinimumLoads?[expert] ?? 0, policy.Capacities?[expert] ?? 1);
            if (!(0 <= lower && lower <= upper && upper <= 1))
                throw new ArgumentException(
                    $"Expert {expert + 1} has the minimum load {lower} and the capacity {upper}; expected 0 <= minimum <= capacity <= 1, shares of the pixels.",
                    nameof(policy)
                );
            if (lower > 0 && policy.Available?[expert] == false)
                throw new ArgumentException(
                    $"Expert {expert + 1} is not available but has the minimum load {lower}. Set it to 0, or the expert to available.",
                    nameof(policy)
                );
        }
    }

    private static void RequireRegions(RoutingPolicy policy, Tensor routingLogits)
    {
        if (policy.MinimumRegion < 0)
            throw new ArgumentException($"The smallest region is {policy.MinimumRegion} pixels; expected 0 or more.", nameof(policy));
        if (policy.FillHoles < 0)
            throw new ArgumentException($"The largest hole to be filled is {policy.FillHoles} pixels; expected 0 or more.", nameof(policy));
        if ((policy.MinimumRegion > 1 || policy.FillHoles > 0) && routingLogits.dim() is not (4 or 5))
            throw new ArgumentException(
                $"{nameof(policy.MinimumRegion)} and {nameof(policy.FillHoles)} are for images and volumes; the routing logits have the shape "
                    + $"[{string.Join(", ", routingLogits.shape)}], expected [B, J+1, H, W] or [B, J+1, D, H, W]. Set both to 0.",
                nameof(routingLogits)
            );
    }

    private static void RequirePredictor(RoutingPolicy policy, Tensor routingLogits, Tensor? predictorLogit)
    {
        if (predictorLogit is not null)
            RoutingShape.Require(
                predictorLogit,
                [routingLogits.shape[0], 1, .. routingLogits.shape[2..]],
                nameof(predictorLogit),
                "one channel of the size of the routing logits"
            );
        else if (policy.By != RouteBy.Logits)
            throw new ArgumentException(
                $"Pixels are to be routed by {policy.By}, but there is no predictor logit. Take a head that has an aggregated "
                    + $"predictor, or {nameof(RouteBy)}.{nameof(RouteBy.Logits)}.",
                nameof(predictorLogit)
            );
    }

    private static void RequireOneEach(int? found, long experts, string name)
    {
        if (found is { } count && count != experts)
            throw new ArgumentException($"{name} has {count} values; expected one for each of the {experts} experts of the routing logits.", name);
    }
}
