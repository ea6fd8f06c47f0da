namespace DeferredSeg.Deferral.Metrics.Budgets;

/// <summary>How many pixels of an image may be deferred.</summary>
public static class DeferralBudget
{
    /// <summary>The number of pixels nearest to a share of an image; halfway between two, the even one.</summary>
    /// <param name="share">The deferred share, from 0 to 1; one minus the coverage.</param>
    /// <param name="pixels">The pixels of the image, 1 or more.</param>
    /// <exception cref="ArgumentOutOfRangeException">The share is none, or there is no pixel.</exception>
    public static int Pixels(double share, int pixels)
    {
        if (!(share >= 0 && share <= 1))
            throw new ArgumentOutOfRangeException(nameof(share), share, "The deferred share is from 0 (the model alone) to 1 (everything deferred).");
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(pixels);
        return (int)Math.Round(share * pixels);
    }

    internal static void Require(int deferred, int pixels)
    {
        if (deferred < 0 || deferred > pixels)
            throw new ArgumentOutOfRangeException(
                nameof(deferred),
                deferred,
                $"{deferred} pixels were to be deferred; expected 0 to {pixels}, the pixels of the image."
            );
    }
}
