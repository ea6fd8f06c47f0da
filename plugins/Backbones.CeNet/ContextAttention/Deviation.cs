namespace Backbones.CeNet.ContextAttention;

/// <summary>Standard deviations, several times faster than libtorch's own, which is one pass of scalar arithmetic.</summary>
internal static class Deviation
{
    /// <summary>The root of a number this small is taken as the root of this: a constant map has a deviation of 0 and no gradient.</summary>
    private const double Smallest = 1e-30;

    /// <param name="maps">Values.</param>
    /// <param name="mean">Their mean over the dimensions, which are kept.</param>
    /// <param name="dimensions">Over which dimensions.</param>
    /// <param name="unbiased">Divide by the number of values less one, not by that number.</param>
    /// <returns>The deviation; the dimensions are kept.</returns>
    public static Tensor Of(Tensor maps, Tensor mean, long[] dimensions, bool unbiased)
    {
        using var scope = NewDisposeScope();
        var count = dimensions.Aggregate(1L, (product, dimension) => product * maps.shape[dimension]);
        return SquaredDistances(maps, mean)
            .sum(dimensions, keepdim: true)
            .div(unbiased ? count - 1 : count)
            .clamp_min(Smallest)
            .sqrt()
            .MoveToOuterDisposeScope();
    }

    private static Tensor SquaredDistances(Tensor maps, Tensor mean)
    {
        using var distances = maps.sub(mean);
        return distances.square();
    }
}
