namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>How many pixels each available channel may have, the model first.</summary>
/// <param name="Lower">The fewest.</param>
/// <param name="Upper">The most, none smaller than the fewest.</param>
/// <param name="Deferred">The most that all experts may have together.</param>
internal sealed record ChannelBounds(int[] Lower, int[] Upper, int Deferred)
{
    /// <summary>
    /// Bounds in pixels. Where no whole number lies between the shares (an exact load of .3 of 16 pixels) the capacity is kept: it is rounded down.
    /// </summary>
    /// <param name="policy">Its budget, capacities and minimum loads.</param>
    /// <param name="channels">The available channels, 0 first.</param>
    /// <param name="pixels">N.</param>
    /// <exception cref="ArgumentException">They cannot all be kept.</exception>
    public static ChannelBounds Of(RoutingPolicy policy, int[] channels, int pixels)
    {
        var deferred =
            policy.Budget is { } budget && channels.Length > 1 ? PixelShare.Floor(budget, pixels)
            : channels.Length > 1 ? pixels
            : 0;
        var bounds = new ChannelBounds(new int[channels.Length], new int[channels.Length], deferred);
        for (var channel = 1; channel < channels.Length; channel++)
        {
            var expert = channels[channel] - 1;
            bounds.Upper[channel] = PixelShare.Floor(policy.Capacities?[expert] ?? 1, pixels);
            bounds.Lower[channel] = Math.Min(PixelShare.Ceiling(policy.MinimumLoads?[expert] ?? 0, pixels), bounds.Upper[channel]);
        }
        bounds.Require(policy, pixels);
        bounds.Lower[0] = policy.Budget is null ? 0 : pixels - deferred;
        bounds.Upper[0] = policy.Budget is not null && policy.BudgetRule == BudgetRule.Fill ? pixels - deferred : pixels;
        return bounds;
    }

    /// <summary>Whether some expert has fewer pixels than all could be given.</summary>
    public bool BindExperts(int pixels) => Array.Exists(Lower[1..], lower => lower > 0) || Array.Exists(Upper[1..], upper => upper < pixels);

    private void Require(RoutingPolicy policy, int pixels)
    {
        var (least, most) = (Lower.Sum(bound => (long)bound), Upper.Sum(bound => (long)bound));
        if (least > Deferred)
        {
            throw new ArgumentException(
                policy.Budget is { } budget
                    ? $"The minimum loads of the available experts ask for {least} of {pixels} pixels, the budget of {budget} allows {Deferred}. "
                        + $"Raise {nameof(policy.Budget)} or lower {nameof(policy.MinimumLoads)}."
                    : $"The minimum loads of the available experts ask for {least} of {pixels} pixels. Lower "
                        + $"{nameof(policy.MinimumLoads)} so that they sum to 1 at most.",
                nameof(policy)
            );
        }
        if (policy is { Budget: { } share, BudgetRule: BudgetRule.Fill } && most < Deferred)
            throw new ArgumentException(
                $"The budget of {share} asks that {Deferred} of {pixels} pixels be deferred, the capacities of the available experts allow {most}. Lower "
                    + $"{nameof(policy.Budget)}, raise {nameof(policy.Capacities)}, or take "
                    + $"{nameof(BudgetRule)}.{nameof(BudgetRule.Cap)}, which leaves a budget unused where it must.",
                nameof(policy)
            );
    }
}

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
