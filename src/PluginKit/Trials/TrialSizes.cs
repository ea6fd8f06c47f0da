namespace DeferredSeg.PluginKit.Trials;

/// <summary>Image sizes that an input rule allows, the smallest first; all follow from the rule.</summary>
internal static class TrialSizes
{
    /// <summary>The smallest allowed size of an axis: the first multiple that is not too small.</summary>
    public static int Smallest(InputRule rule) =>
        (int)Math.Ceiling(Math.Max(1, rule.SmallestSize) / (double)Math.Max(1, rule.SizeMultiple)) * Math.Max(1, rule.SizeMultiple);

    /// <summary>Spatial sizes, the slowest axis first: square, then with one longer axis, then with another, each by one multiple more.</summary>
    public static IReadOnlyList<long[]> Of(InputRule rule, ConformanceSettings settings)
    {
        if (rule.FixedSizes is { } only)
            return
            [
                [.. only.Select(size => (long)size)],
            ];
        var smallest = Smallest(rule);
        var sizes = new List<long[]>();
        for (var index = 0; index < Math.Max(1, settings.Sizes); index++)
        {
            var size = Enumerable.Range(0, rule.SpatialAxes).Select(axis => smallest + (long)rule.SizeMultiple * Growth(index, axis)).ToArray();
            if (index == 0 || size.Max() <= settings.LargestSize)
                sizes.Add(size);
        }
        return sizes;
    }

    // Size 0 is the smallest; size i grows by i multiples along one axis, in turn, and by one less along the others.
    private static int Growth(int index, int axis) => index == 0 ? 0 : index - (axis == index % 2 ? 1 : 0);
}
