namespace DeferredSeg.Training.Objective;

/// <summary>Chosen pixels of maps, laid out as one image of one row. The losses are means over pixels and ask for no shape.</summary>
internal static class GatheredPixels
{
    /// <summary><c>[B, C, H, W]</c> as <c>[1, C, N]</c>, or <c>[B, C, D, H, W]</c> as <c>[1, C, D, N]</c>.</summary>
    /// <param name="maps">The maps.</param>
    /// <param name="pixels">int64 <c>[N]</c>: places in <c>[B, H, W]</c>.</param>
    public static Tensor Of(Tensor maps, Tensor pixels)
    {
        var shape = maps.shape;
        return shape.Length == 4
            ? maps.permute(1, 0, 2, 3).reshape(shape[1], -1).index_select(1, pixels).unsqueeze(0)
            : maps.permute(1, 2, 0, 3, 4).reshape(shape[1], shape[2], -1).index_select(2, pixels).unsqueeze(0);
    }
}
