namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>A share of the pixels as a whole number of them.</summary>
internal static class PixelShare
{
    /// <summary>A few roundings of a double: 0.1 x 30 is 3, whichever side of it the product falls on, and 1/3 of 3 million pixels is a million.</summary>
    private const double Rounding = 1e-12;

    /// <summary>The most pixels that are no more than the share.</summary>
    public static int Floor(double share, int pixels) => (int)(IsWhole(share * pixels, out var whole) ? whole : Math.Floor(share * pixels));

    /// <summary>The fewest pixels that are no less than the share.</summary>
    public static int Ceiling(double share, int pixels) => (int)(IsWhole(share * pixels, out var whole) ? whole : Math.Ceiling(share * pixels));

    private static bool IsWhole(double product, out double whole)
    {
        whole = Math.Round(product);
        return Math.Abs(product - whole) <= Rounding * whole;
    }
}
