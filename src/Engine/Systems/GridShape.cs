using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Engine.Systems;

/// <summary>Grids as shapes of tensors.</summary>
public static class GridShape
{
    /// <summary>The sizes, the slowest axis first.</summary>
    public static long[] Shape(this Grid grid) => [.. grid.Sizes.Select(size => (long)size)];
}
