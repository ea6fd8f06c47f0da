using DeferredSeg.Deferral.Routing;
using TorchSharp;
using Tensor = TorchSharp.torch.Tensor;

namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// What the losses ask of the values they are given. Each check reads a tensor once and keeps no copy of it, unless it has to say what is wrong.
/// </summary>
internal static class LossInputs
{
    /// <summary>Requires floating point.</summary>
    public static void RequireFloatingPoint(Tensor logits, string name)
    {
        if (!logits.is_floating_point())
            throw new ArgumentException($"The {name} are {logits.dtype}; expected floating point logits, before sigmoid or softmax.", name);
    }

    /// <summary>Requires floating point <c>[B, 1, ...]</c> over the pixels of the routing.</summary>
    public static void RequirePredictor(Tensor logit, RoutingLayout routing, string name)
    {
        RoutingShape.Require(logit, routing.Maps(1), name, "one logit for each pixel of the routing logits");
        RequireFloatingPoint(logit, name);
    }

    /// <summary>Requires that no logit is infinite or not a number.</summary>
    public static void RequireFinite(Tensor logits, string name)
    {
        using var scope = torch.NewDisposeScope();
        var values = logits.detach();
        // What is not finite stays so in a sum; finite values may overflow it, and only then are they looked at one by one.
        if (double.IsFinite(values.sum().to_type(torch.ScalarType.Float64).ToDouble()))
            return;
        var strange = values.isfinite().logical_not().flatten();
        var count = strange.sum().ToInt64();
        if (count == 0)
            return;
        var first = strange.nonzero()[0, 0].ToInt64();
        var value = values.flatten()[first].to_type(torch.ScalarType.Float64).ToDouble();
        throw new ArgumentException(
            $"The {name} hold {count} values of {values.numel()} that are not finite; the first is {value} at "
                + $"[{string.Join(", ", Place(first, values.shape))}]. Look for the layer or the loss that made them.",
            name
        );
    }

    /// <summary>Requires masks of 0 and 1 only. A mask of 0 and 255 would else be wrong everywhere.</summary>
    public static void RequireMasks(Tensor masks, string name)
    {
        using var scope = torch.NewDisposeScope();
        var values = masks.detach();
        if (values.dtype == torch.ScalarType.Bool)
            return;
        if (values.dtype == torch.ScalarType.Byte && values.max().ToByte() <= 1)
            return;
        var strange = values.ne(0).logical_and(values.ne(1));
        if (strange.any().ToBoolean())
            throw new ArgumentException(
                $"The {name} hold other values than 0 and 1 at {strange.sum().ToInt64()} of {values.numel()} places, the first is "
                    + $"{values.masked_select(strange)[0].to_type(torch.ScalarType.Float64).ToDouble():G}; expected 0 for "
                    + "background and 1 for foreground. Binarise the masks first.",
                name
            );
    }

    /// <summary>Requires the indices of exclusive classes.</summary>
    public static void RequireIndices(Tensor indices, long classes, string name)
    {
        if (indices.is_floating_point())
            throw new ArgumentException(
                $"The {name} are {indices.dtype}; expected the indices of {classes} exclusive classes as integers, 0 to {classes - 1}.",
                name
            );
        using var scope = torch.NewDisposeScope();
        var values = indices.detach();
        if (values.dtype == torch.ScalarType.Bool)
            return;
        var (first, last) = (values.min().to_type(torch.ScalarType.Int64).ToInt64(), values.max().to_type(torch.ScalarType.Int64).ToInt64());
        if (first < 0 || last >= classes)
            throw new ArgumentException(
                $"The {name} hold values from {first} to {last}; expected the indices of {classes} exclusive classes, 0 to {classes - 1}.",
                name
            );
    }

    private static IEnumerable<long> Place(long index, long[] shape)
    {
        var place = new long[shape.Length];
        for (var dimension = shape.Length - 1; dimension >= 0; dimension--)
            (index, place[dimension]) = Math.DivRem(index, shape[dimension]);
        return place;
    }
}
