namespace Modules.Spa.Preferences;

/// <summary>How much each component of a preference accounts for a mask: the E-step that the weights are trained towards (Algorithm 1).</summary>
internal static class Responsibilities
{
    private const double Smallest = 1e-6;

    /// <summary>Natural logarithms of each pixel's responsibilities, <c>[P, M]</c>; finite or minus infinity however far all components are.</summary>
    /// <param name="mixture">The preference.</param>
    /// <param name="pixels">The mask, 0 to 1, <c>[P]</c>; of float64, since exponents reach 1e9.</param>
    public static Tensor Log(PreferenceMixture mixture, Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var weighted = mixture.LogWeighted(pixels);
        return (weighted - weighted.logsumexp(1, keepdim: true)).MoveToOuterDisposeScope();
    }

    /// <summary>The weights that a mask asks for, <c>[M]</c>.</summary>
    /// <param name="mixture">The preference.</param>
    /// <param name="pixels">The mask, <c>[P]</c>.</param>
    /// <param name="rule">How pixels come together.</param>
    public static Tensor Weights(PreferenceMixture mixture, Tensor pixels, ResponsibilityRule rule)
    {
        using var scope = NewDisposeScope();
        var weights = rule switch
        {
            ResponsibilityRule.PixelMean => Log(mixture, pixels).exp().mean([0L]),
            ResponsibilityRule.Joint => LogJoint(mixture, pixels).exp(),
            _ => Published(mixture, pixels).mean([0L]),
        };
        return weights.MoveToOuterDisposeScope();
    }

    /// <summary>Natural logarithms of the weights where one component made all pixels (appendix, Eq. 2), <c>[M]</c>.</summary>
    public static Tensor LogJoint(PreferenceMixture mixture, Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var evidence = mixture.Weights.log() + mixture.LogComponents(pixels).sum(0L);
        return (evidence - evidence.logsumexp(0L)).MoveToOuterDisposeScope();
    }

    /// <summary>
    /// The published program's responsibilities, <c>[P, M]</c>: densities themselves, a deviation or a sum of 0 replaced by 1e-6. Where all densities
    /// are too small for a number they are all 0, and the weights sum to less than 1.
    /// </summary>
    public static Tensor Published(PreferenceMixture mixture, Tensor pixels)
    {
        using var scope = NewDisposeScope();
        var deviations = mixture.Variances.sqrt();
        deviations = where(deviations == 0, full_like(deviations, Smallest), deviations);
        var scaled = (pixels.unsqueeze(-1) - mixture.Means) / deviations;
        var weighted = mixture.Weights * (scaled.square() * -0.5).exp() / (deviations * Math.Sqrt(2 * Math.PI));
        var sums = weighted.sum(1, keepdim: true);
        return (weighted / where(sums == 0, full_like(sums, Smallest), sums)).MoveToOuterDisposeScope();
    }

    /// <summary>The Kullback-Leibler divergences between components in nats, <c>[M, M]</c>: row a, column b is KL(a ‖ b) (appendix, Eq. 5).</summary>
    public static Tensor Divergences(PreferenceMixture mixture)
    {
        using var scope = NewDisposeScope();
        var (mean, variance) = (mixture.Means.unsqueeze(1), mixture.Variances.unsqueeze(1));
        var distances = (mean - mixture.Means).square();
        return (0.5 * ((variance + distances) / mixture.Variances - 1 + mixture.Variances.log() - variance.log())).MoveToOuterDisposeScope();
    }
}

/// <summary>How the responsibilities of pixels become weights.</summary>
public enum ResponsibilityRule
{
    /// <summary>The mean over pixels, in log space.</summary>
    PixelMean,

    /// <summary>One component made all pixels: nearly always a single one.</summary>
    Joint,

    /// <summary>The published program's: the mean over pixels of densities as they are, which may be too small for numbers.</summary>
    Published,
}
