using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>What each pixel would get if there were no budget and no capacity. Channels are counted among those that are available.</summary>
/// <param name="Decision">int64 <c>[B, ...]</c>, 0 is the model.</param>
/// <param name="Margin">float64 <c>[B, ...]</c>, of the same sign as the decision.</param>
/// <param name="Expert">int64 <c>[B, ...]</c>, from 1.</param>
/// <param name="Values">float64 <c>[B, C, ...]</c>, costs taken off; null where nobody looks at them.</param>
internal sealed record Preference(Tensor Decision, Tensor Margin, Tensor Expert, Tensor? Values)
{
    /// <summary>Compares values and asks the predictor. All tensors belong to the caller's dispose scope.</summary>
    /// <remarks>
    /// Without costs the logits themselves are compared: they order the channels as the values do, and still do where these are equal in
    /// float64, so that the decision is that of <see cref="RoutingDecision"/> bit for bit.
    /// </remarks>
    /// <param name="logits"><c>[B, C, ...]</c> of the channels that are available, the model first.</param>
    /// <param name="parameterisation">What they mean.</param>
    /// <param name="costs">One per channel, 0 for the model.</param>
    /// <param name="predictorLogit"><c>[B, 1, ...]</c>; null where it takes no part.</param>
    /// <param name="by">Who defers.</param>
    /// <param name="ties">Who gets a pixel of equal values.</param>
    /// <param name="keepsValues">Whether <see cref="Values"/> are looked at; else they are null, and large images need less memory.</param>
    public static Preference Of(
        Tensor logits,
        RoutingParameterisation parameterisation,
        double[] costs,
        Tensor? predictorLogit,
        RouteBy by,
        TieRule ties,
        bool keepsValues
    )
    {
        using var scope = torch.NewDisposeScope();
        var floor = ChannelValues.Floor(logits, parameterisation, costs);
        var flat = logits.flatten(2);
        var predictor = by == RouteBy.Logits ? null : predictorLogit!.detach().flatten(2);
        var parts = PixelParts.Map(
            logits.shape[2..],
            keepsValues ? 4 : 3,
            (first, number) =>
            {
                var part = flat.narrow(2, first, number);
                var values = ChannelValues.Of(part, parameterisation, costs, floor);
                var (decision, margin, expert) = Of(part, values, costs, predictor?.narrow(2, first, number).select(1, 0), by, ties);
                return keepsValues ? [decision, margin, expert, values] : [decision, margin, expert];
            }
        );
        foreach (var part in parts)
            part.MoveToOuterDisposeScope();
        return new(parts[0], parts[1], parts[2], keepsValues ? parts[3] : null);
    }

    private static (Tensor Decision, Tensor Margin, Tensor Expert) Of(Tensor logits, Tensor values, double[] costs, Tensor? predictor, RouteBy by, TieRule ties)
    {
        var compared = Array.Exists(costs, cost => cost > 0) ? values : logits;
        var expert = RoutingDecision.Lowest(compared, from: 1, out var best);

        var byLogits = by == RouteBy.Predictor ? null : Defers(best, compared.select(1, 0), ties);
        var byPredictor = predictor is null ? null : Defers(predictor, torch.zeros_like(predictor), ties);
        var defers =
            byLogits is null ? byPredictor!
            : byPredictor is null ? byLogits
            : byLogits.logical_and(byPredictor);

        var gained = by == RouteBy.Predictor ? null : values.gather(1, expert.unsqueeze(1)).squeeze(1).sub(values.select(1, 0));
        // 2 sigmoid(z) - 1, without the loss of digits near z = 0.
        var predicted = predictor?.to_type(torch.ScalarType.Float64).div(2).tanh();
        var margin =
            gained is null ? predicted!
            : predicted is null ? gained
            : gained.minimum(predicted);
        // Where values are equal in float64 and logits are not, the last bits of the values are noise.
        margin = margin.clamp_min(0).where(defers, margin.clamp_max(0));
        return (expert.masked_fill(defers.logical_not(), 0), margin, expert);
    }

    private static Tensor Defers(Tensor score, Tensor model, TieRule ties) => ties == TieRule.ToExpert ? score.ge(model) : score.gt(model);
}

/// <summary>What each channel is worth at each pixel, costs taken off.</summary>
internal static class ChannelValues
{
    /// <summary>Values in float64. The result belongs to the caller's dispose scope and may share memory with the logits: it is only read.</summary>
    /// <remarks>
    /// Minus infinity is a value of 0 in softmax and one-vs-all, also where all channels have it. A utility has no such floor: there it
    /// becomes a value so far below all others that no exchange of pixels between channels makes up for one pixel of it.
    /// </remarks>
    /// <param name="logits">
    /// <c>[B, C, ...]</c> of the channels that are available, the model first, without NaN and plus infinity; or a part of the pixels.
    /// </param>
    /// <param name="parameterisation">What they mean.</param>
    /// <param name="costs">One per channel, 0 for the model.</param>
    /// <param name="floor">What <see cref="Floor"/> gives for all pixels.</param>
    public static Tensor Of(Tensor logits, RoutingParameterisation parameterisation, double[] costs, double? floor)
    {
        using var scope = torch.NewDisposeScope();
        var values = parameterisation switch
        {
            RoutingParameterisation.Softmax => logits.softmax(1, torch.ScalarType.Float64).nan_to_num(0),
            RoutingParameterisation.OneVsAll => logits.to_type(torch.ScalarType.Float64).sigmoid(),
            _ => logits.to_type(torch.ScalarType.Float64),
        };
        if (Array.Exists(costs, cost => cost > 0))
            values = values.sub(PerChannel(costs, values));
        if (floor is { } low)
            values = values.masked_fill(values.isinf(), low);
        return values.MoveToOuterDisposeScope();
    }

    /// <summary>What utilities of minus infinity become; null where there is none.</summary>
    /// <param name="logits">All pixels.</param>
    /// <param name="parameterisation">What they mean.</param>
    /// <param name="costs">One per channel.</param>
    /// <exception cref="ArgumentException">The utilities span more than a double can hold.</exception>
    public static double? Floor(Tensor logits, RoutingParameterisation parameterisation, double[] costs)
    {
        if (parameterisation != RoutingParameterisation.Utility)
            return null;
        using var scope = torch.NewDisposeScope();
        var infinite = logits.isinf();
        if (!infinite.any().ToBoolean())
            return null;
        var values = Of(logits, parameterisation, costs, null);
        var finite = values.masked_select(infinite.logical_not());
        var floor = 0.0;
        if (finite.numel() > 0)
        {
            var (least, largest) = (finite.min().ToDouble(), finite.max().ToDouble());
            floor = least - 2.0 * (values.shape[1] + 1) * (largest - least + 1);
        }
        return double.IsFinite(floor)
            ? floor
            : throw new ArgumentException(
                "The utilities less their costs span more than a double can hold. Look for the layer that made such logits, or scale them down.",
                nameof(logits)
            );
    }

    private static Tensor PerChannel(double[] costs, Tensor values)
    {
        var shape = new long[values.dim()];
        Array.Fill(shape, 1);
        shape[1] = costs.Length;
        return torch.tensor(costs, shape, device: values.device);
    }
}
