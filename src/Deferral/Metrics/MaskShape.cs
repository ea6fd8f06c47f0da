namespace DeferredSeg.Deferral.Metrics;

/// <summary>What is asked of the size of a mask given as plain data.</summary>
internal static class MaskShape
{
    public static void Require(int pixels, int height, int width, string name)
    {
        if (height < 0 || width < 0 || (long)height * width != pixels)
            throw new ArgumentException($"The {name} has {pixels} pixels; expected height {height} x width {width}.", name);
    }
}
