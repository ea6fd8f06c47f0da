namespace DeferredSeg.Deferral.Measures;

/// <summary>Proper scores of foreground probabilities: smallest for the true probabilities, and without bins.</summary>
/// <param name="Brier">The mean of (p - t)², t being 1 on the true foreground and 0 elsewhere; from 0 to 1.</param>
/// <param name="NegativeLogLikelihood">
/// The mean of -ln p on the foreground and -ln(1 - p) elsewhere, in nats, p kept from 1e-12 to 1 - 1e-12; from 0 to 27.7.
/// </param>
public readonly record struct ProbabilityScore(double Brier, double NegativeLogLikelihood)
{
    private const double Margin = 1e-12;

    /// <summary>Scores the probabilities of one image or of many, laid end to end.</summary>
    /// <param name="probabilities">The probability of foreground of every pixel, from 0 to 1.</param>
    /// <param name="truth">As many pixels, zero is background.</param>
    /// <exception cref="ArgumentException">The sizes differ or are 0, or a value is no probability.</exception>
    public static ProbabilityScore Of(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> truth)
    {
        ProbabilityMap.Require(probabilities, truth);
        double squares = 0,
            logarithms = 0;
        for (var pixel = 0; pixel < truth.Length; pixel++)
        {
            var miss = truth[pixel] != 0 ? 1 - probabilities[pixel] : probabilities[pixel];
            squares += miss * miss;
            var kept = Math.Clamp(probabilities[pixel], Margin, 1 - Margin);
            logarithms -= Math.Log(truth[pixel] != 0 ? kept : 1 - kept);
        }
        return new(squares / truth.Length, logarithms / truth.Length);
    }
}

/// <summary>What is asked of probabilities and of what they are about.</summary>
internal static class ProbabilityMap
{
    public static void Require(ReadOnlySpan<double> probabilities, ReadOnlySpan<byte> truth, string what = "pixels of truth")
    {
        if (probabilities.Length != truth.Length)
            throw new ArgumentException(
                $"There are {probabilities.Length} probabilities and {truth.Length} {what}; both must be of the same image.",
                nameof(probabilities)
            );
        Require(probabilities);
    }

    public static void Require(ReadOnlySpan<double> probabilities)
    {
        if (probabilities.IsEmpty)
            throw new ArgumentException("There are no probabilities; expected one for every pixel of an image.", nameof(probabilities));
        for (var pixel = 0; pixel < probabilities.Length; pixel++)
        {
            if (!(probabilities[pixel] >= 0 && probabilities[pixel] <= 1))
                throw new ArgumentException(
                    $"The probability of pixel {pixel} is {probabilities[pixel]}; expected 0 to 1. Logits go through a sigmoid first.",
                    nameof(probabilities)
                );
        }
    }
}
