using DeferredSeg.Abstractions.Heads;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>What each channel is worth at each pixel, costs taken off.</summary>
internal static class ChannelValues
{
    /// <summary>Values in float64. The result belongs to the caller's dispose scope and may share memory with the logits: it is only read.</summary>
    /// <remarks>
    /// Minus infinity is a value of 0 in softmax and one-vs-all, also where all channels have it. A utility has no such floor: there it
    /// becomes a value so far below all others that no exchange of pixels between channels makes up for one pixel of it.
    /// </remarks>
    /// <param name="logits"><c>[B, C, ...]</c> of the channels that are available, the model first, without NaN and plus infinity.</param>
    /// <param name="parameterisation">What they mean.</param>
    /// <param name="costs">One per channel, 0 for the model.</param>
    public static Tensor Of(Tensor logits, RoutingParameterisation parameterisation, double[] costs)
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
        if (parameterisation == RoutingParameterisation.Utility)
            values = WithFloor(values);
        return values.MoveToOuterDisposeScope();
    }

    private static Tensor PerChannel(double[] costs, Tensor values)
    {
        var shape = new long[values.dim()];
        Array.Fill(shape, 1);
        shape[1] = costs.Length;
        return torch.tensor(costs, shape, device: values.device);
    }

    private static Tensor WithFloor(Tensor values)
    {
        var infinite = values.isinf();
        if (!infinite.any().ToBoolean())
            return values;
        var finite = values.masked_select(infinite.logical_not());
        var floor = 0.0;
        if (finite.numel() > 0)
        {
            var (least, largest) = (finite.min().ToDouble(), finite.max().ToDouble());
            floor = least - 2.0 * (values.shape[1] + 1) * (largest - least + 1);
        }
        if (!double.IsFinite(floor))
            throw new ArgumentException(
                "The utilities less their costs span more than a double can hold. Look for the layer that made such logits, or scale them down.",
                nameof(values)
            );
        return values.masked_fill(infinite, floor);
    }
}
