namespace DeferredSeg.Deferral.Metrics.Combination;

/// <summary>Model and experts combined at every pixel.</summary>
/// <param name="Posterior">The probability of foreground of every pixel, from 0 to 1.</param>
/// <param name="Mask">1 where its logit is 0 or more, so foreground wins a tie as in the model's own mask; otherwise 0.</param>
public sealed record CombinedMask(double[] Posterior, byte[] Mask);
