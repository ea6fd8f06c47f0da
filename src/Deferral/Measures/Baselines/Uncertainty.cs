namespace DeferredSeg.Deferral.Measures.Baselines;

/// <summary>How unsure the model is of each pixel, as a score to defer by; no expert is looked at.</summary>
/// <remarks>For two classes both scores give the same order, but for roundings very near to 0.5, where the entropy is flat. For more they differ.</remarks>
public static class Uncertainty
{
    private const double SumTolerance = 1e-4;

    /// <summary>The entropy of foreground against background, in nats: 0 where p is 0 or 1, ln 2 at p = 0.5.</summary>
    /// <param name="foreground">The probability of foreground of every pixel, from 0 to 1.</param>
    /// <exception cref="ArgumentException">There is no pixel, or a value is no probability.</exception>
    public static double[] Entropy(ReadOnlySpan<double> foreground)
    {
        ProbabilityMap.Require(foreground);
        var scores = new double[foreground.Length];
        for (var pixel = 0; pixel < scores.Length; pixel++)
            scores[pixel] = Term(foreground[pixel]) + Term(1 - foreground[pixel]);
        return scores;
    }

    /// <summary>The entropy over K exclusive classes, in nats, from 0 to ln K.</summary>
    /// <param name="probabilities"><c>[K, pixels]</c>, class by class; summing to 1 over the classes.</param>
    /// <param name="classes">K, 2 or more.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, a value is no probability, or those of a pixel do not sum to 1.</exception>
    public static double[] Entropy(ReadOnlySpan<double> probabilities, int classes)
    {
        var scores = new double[Require(probabilities, classes)];
        for (var index = 0; index < probabilities.Length; index++)
            scores[index % scores.Length] += Term(probabilities[index]);
        return scores;
    }

    /// <summary>1 - max(p, 1 - p), from 0 to 0.5: the estimated probability that the model is wrong.</summary>
    /// <param name="foreground">The probability of foreground of every pixel, from 0 to 1.</param>
    /// <exception cref="ArgumentException">There is no pixel, or a value is no probability.</exception>
    public static double[] MaxProbability(ReadOnlySpan<double> foreground)
    {
        ProbabilityMap.Require(foreground);
        var scores = new double[foreground.Length];
        for (var pixel = 0; pixel < scores.Length; pixel++)
            scores[pixel] = Math.Min(foreground[pixel], 1 - foreground[pixel]);
        return scores;
    }

    /// <summary>One minus the largest probability of K exclusive classes, from 0 to 1 - 1/K.</summary>
    /// <param name="probabilities"><c>[K, pixels]</c>, class by class; summing to 1 over the classes.</param>
    /// <param name="classes">K, 2 or more.</param>
    /// <exception cref="ArgumentException">The sizes do not fit, a value is no probability, or those of a pixel do not sum to 1.</exception>
    public static double[] MaxProbability(ReadOnlySpan<double> probabilities, int classes)
    {
        var scores = new double[Require(probabilities, classes)];
        scores.AsSpan().Fill(1);
        for (var index = 0; index < probabilities.Length; index++)
        {
            ref var score = ref scores[index % scores.Length];
            score = Math.Min(score, 1 - probabilities[index]);
        }
        return scores;
    }

    private static double Term(double p) => p > 0 ? -p * Math.Log(p) : 0;

    private static int Require(ReadOnlySpan<double> probabilities, int classes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(classes, 2);
        if (probabilities.Length % classes != 0)
            throw new ArgumentException(
                $"There are {probabilities.Length} probabilities of {classes} classes; expected as many for each class.",
                nameof(probabilities)
            );
        ProbabilityMap.Require(probabilities);
        var pixels = probabilities.Length / classes;
        for (var pixel = 0; pixel < pixels; pixel++)
        {
            var sum = 0.0;
            for (var index = pixel; index < probabilities.Length; index += pixels)
                sum += probabilities[index];
            if (Math.Abs(sum - 1) > SumTolerance)
                throw new ArgumentException(
                    $"The probabilities of pixel {pixel} sum to {sum}; expected 1 over {classes} exclusive classes, as a softmax "
                        + "gives. Classes that may overlap are measured one by one.",
                    nameof(probabilities)
                );
        }
        return pixels;
    }
}
