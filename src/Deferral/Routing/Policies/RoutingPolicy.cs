using DeferredSeg.Abstractions.Heads;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Deferral.Regions;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>
/// How routing logits become decisions where pixels are served: who is there, what each costs, how much may be deferred and what regions
/// look like. Nothing is trained again. The defaults are Eq. 3 and 6 as they stand: <see cref="RoutingDecision"/>.
/// </summary>
/// <remarks>
/// The steps, in their order: values, costs and availability; who defers (<see cref="RouteBy"/>); budget; capacities; small regions;
/// holes. Counts are over the tensor given: pass one image for a budget per image, a batch for a budget over the batch. Routings per
/// class are laid into the batch by the caller. docs/routing.md has the formulas and what each option means for each parameterisation.
/// </remarks>
/// <param name="By">What decides that a pixel is deferred.</param>
/// <param name="Ties">Who gets a pixel where model and expert are worth the same, or the predictor is at exactly 0.5. Among tied experts the lowest wins.</param>
/// <param name="Costs">c_j of Eq. 1, the cost of one pixel of each expert in units of one wrong pixel; J finite values, 0 or more. Exact for one-vs-all and utility; for a softmax an exchange rate, because its probabilities are of being chosen and not of being right. Null is 0 for all.</param>
/// <param name="Available">Whether each expert is there, J values. Who is not gets no pixel; null is everyone.</param>
/// <param name="Budget">The share of the pixels that may be deferred, from 0 to 1, rounded down to whole pixels; null is no budget.</param>
/// <param name="BudgetRule">Whether the budget is used up or a limit.</param>
/// <param name="Capacities">The largest share of the pixels that each expert gets, J values from 0 to 1, rounded down to whole pixels; null is no limit.</param>
/// <param name="MinimumLoads">The smallest share that each expert gets, J values from 0 to its capacity, rounded up, but not beyond the capacity; equal to the capacity for an exact load. Null is 0 for all.</param>
/// <param name="MinimumRegion">The fewest pixels of a connected region of one expert; smaller ones go back to the model, and loads fall below what was asked. 0 and 1 change nothing. Maps <c>[B, H, W]</c> only.</param>
/// <param name="FillHoles">The most pixels of a region of the model inside of one expert's that is given to this expert, where budget and capacity allow; 0 for none. Maps <c>[B, H, W]</c> only.</param>
/// <param name="Connectivity">Which pixels touch, for regions and holes.</param>
public sealed record RoutingPolicy(
    RouteBy By = RouteBy.Logits,
    TieRule Ties = TieRule.LowestChannel,
    [OptionRange(0, double.PositiveInfinity)] IReadOnlyList<double>? Costs = null,
    IReadOnlyList<bool>? Available = null,
    [OptionRange(0, 1)] double? Budget = null,
    BudgetRule BudgetRule = BudgetRule.Fill,
    [OptionRange(0, 1)] IReadOnlyList<double>? Capacities = null,
    [OptionRange(0, 1)] IReadOnlyList<double>? MinimumLoads = null,
    [OptionRange(0, int.MaxValue)] int MinimumRegion = 0,
    [OptionRange(0, int.MaxValue)] int FillHoles = 0,
    Connectivity Connectivity = Connectivity.Four
)
{
    /// <summary>Decides for every pixel of the tensor given.</summary>
    /// <param name="routingLogits">Floating point <c>[B, J+1, ...]</c>, for images <c>[B, J+1, H, W]</c>; channel 0 is the model, 1..J the experts. Minus infinity is legal: in softmax and one-vs-all it is a value of 0, in utility less than any other.</param>
    /// <param name="parameterisation">What the logits mean, as the head declares it.</param>
    /// <param name="predictorLogit">The aggregated predictor before its sigmoid, <c>[B, 1, ...]</c>; needed unless <see cref="By"/> is <see cref="RouteBy.Logits"/>.</param>
    /// <returns>The plan, on the logits' device, in the caller's dispose scope. The same input gives the same plan.</returns>
    /// <exception cref="ArgumentException">
    /// A logit is NaN or plus infinity, a shape, a list's length or an option is another than said, or budget, capacities and minimum
    /// loads cannot all be kept.
    /// </exception>
    public RoutingPlan Decide(Tensor routingLogits, RoutingParameterisation parameterisation, Tensor? predictorLogit = null)
    {
        using var scope = torch.NewDisposeScope();
        var logits = routingLogits.detach();
        PolicyInputs.Require(this, logits, parameterisation, predictorLogit);
        var experts = (int)logits.shape[1] - 1;
        int[] channels = [0, .. Enumerable.Range(1, experts).Where(expert => Available?[expert - 1] ?? true)];
        var bounds = ChannelBounds.Of(this, channels, checked((int)(logits.numel() / logits.shape[1])));
        if (channels.Length == 1)
            return RoutingPlan.OfModel(logits).ToOuterScope();

        var everyone = channels.Length == experts + 1;
        var numbers = torch.tensor(Array.ConvertAll(channels, channel => (long)channel), device: logits.device);
        double[] costs = [.. channels.Select(channel => channel == 0 ? 0 : Costs?[channel - 1] ?? 0)];
        var preference = Preference.Of(everyone ? logits : logits.index_select(1, numbers), parameterisation, costs, predictorLogit, By, Ties);
        var decision = PlanLimits.Apply(this, preference, bounds);
        return new RoutingPlan(Numbered(decision), preference.Margin, Numbered(preference.Expert)).ToOuterScope();

        Tensor Numbered(Tensor channel) => everyone ? channel : numbers.index_select(0, channel.flatten()).reshape(channel.shape);
    }
}
