namespace DeferredSeg.Deferral.Metrics;

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
