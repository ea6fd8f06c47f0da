using DeferredSeg.Abstractions.Backbones;

namespace DeferredSeg.Engine.Systems.Volumes;

/// <summary>How much each voxel of a tile counts.</summary>
public static class TileWeightMap
{
    // What the middle counts: in half precision the corners are more than 0 then.
    private const double Largest = 10;

    /// <summary>The weights of a rule.</summary>
    /// <param name="rule">The tile and the kind.</param>
    /// <param name="half">Whether in half precision.</param>
    /// <returns>All above 0, of the patch's shape; the caller's.</returns>
    public static Tensor Of(TileRule rule, bool half)
    {
        var type = half ? ScalarType.Float16 : ScalarType.Float32;
        return rule.Weights == TileWeights.Flat ? ones([.. rule.Patch.Select(size => (long)size)], type) : Gaussian(rule.Patch, Largest, type);
    }

    /// <summary>A Gaussian around the voxel behind the middle, with a deviation of an eighth of each side, cut at four deviations.</summary>
    /// <param name="patch">The sides.</param>
    /// <param name="largest">Its largest value.</param>
    /// <param name="type">Its numbers; what is 0 in them becomes the least value that is not.</param>
    public static Tensor Gaussian(IReadOnlyList<int> patch, double largest, ScalarType type)
    {
        using var scope = NewDisposeScope();
        var map = ones([.. Enumerable.Repeat(1L, patch.Count)], ScalarType.Float64);
        for (var axis = 0; axis < patch.Count; axis++)
        {
            long[] shape = [.. Enumerable.Repeat(1L, patch.Count)];
            shape[axis] = patch[axis];
            map = map * tensor(Bell(patch[axis]), shape);
        }
        map = (map / (map.max() / largest)).to(type);
        var isZero = map.eq(0);
        if (isZero.any().ToBoolean())
            map.masked_fill_(isZero, map.masked_select(isZero.logical_not()).min().to(ScalarType.Float64).item<double>());
        return map.MoveToOuterDisposeScope();
    }

    private static double[] Bell(int side)
    {
        var deviation = side / 8.0;
        var radius = (int)(4 * deviation + 0.5);
        return
        [
            .. Enumerable.Range(0, side).Select(i => i - side / 2).Select(at => Math.Abs(at) > radius ? 0 : Math.Exp(-0.5 * at * at / (deviation * deviation))),
        ];
    }
}
