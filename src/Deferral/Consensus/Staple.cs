namespace DeferredSeg.Deferral.Consensus;

/// <summary>
/// Simultaneous truth and performance level estimation (Warfield, Zou and Wells, IEEE Transactions on Medical Imaging 23(7),
/// 2004): the hidden true mask and the sensitivity and specificity of every rater, each estimated from the other.
/// </summary>
/// <remarks>
/// Binary, with one prior for all pixels and without a spatial model. Two cases say nothing about the raters.
/// Constant ratings (all pixels of all raters 0, or all 1) would ask for 0/0: the consensus and the posterior are that constant,
/// p and q are NaN, no iteration runs. A single rater has nobody to be compared with: the consensus is the rating itself, p and q
/// drift slowly from where they start.
/// </remarks>
public static class Staple
{
    /// <summary>Estimates the consensus of binary masks.</summary>
    /// <param name="ratings">One mask a rater, one byte a pixel, zero is background and any other value foreground.</param>
    /// <param name="options">Start and stop; null takes the defaults.</param>
    /// <returns>The result, raters in the order given.</returns>
    /// <exception cref="ArgumentException">There is no rater or no pixel, or the ratings differ in size, or an option is out of range.</exception>
    public static StapleResult Of(IReadOnlyList<ReadOnlyMemory<byte>> ratings, StapleOptions? options = null)
    {
        options ??= new();
        options.Require();
        var patterns = VotePatterns.Of(ratings);
        var mean = patterns.MeanVote(ratings.Count);
        var prior = options.Prior ?? mean;
        if (mean is 0 or 1)
            return Constant((byte)mean, patterns.OfPixel.Length, ratings.Count, prior);

        var estimate = new StapleEstimate(patterns, ratings.Count, prior, options.InitialSensitivity, options.InitialSpecificity);
        var iterations = 0;
        var converged = false;
        while (!converged && iterations < options.MaxIterations)
        {
            converged = estimate.Iterate() < options.Tolerance;
            iterations++;
        }
        var posterior = Array.ConvertAll(patterns.OfPixel, pattern => estimate.Posterior[pattern]);
        return new(
            posterior,
            Array.ConvertAll(posterior, w => w >= 0.5 ? (byte)1 : (byte)0),
            estimate.Sensitivity,
            estimate.Specificity,
            prior,
            iterations,
            converged
        );
    }

    /// <summary>Estimates the consensus of label maps, a binary STAPLE for each label against the rest.</summary>
    /// <param name="ratings">One label map a rater, one byte a pixel, zero is background.</param>
    /// <param name="options">Start and stop of every estimate; null takes the defaults. A given prior holds for each label.</param>
    /// <returns>The labels met, their estimates and the joint consensus.</returns>
    /// <exception cref="ArgumentException">There is no rater or no pixel, or the ratings differ in size, or an option is out of range.</exception>
    public static StapleLabels OneVersusRest(IReadOnlyList<ReadOnlyMemory<byte>> ratings, StapleOptions? options = null)
    {
        var consensus = new byte[RaterMasks.RequirePixels(ratings)];
        options ??= new();
        options.Require();
        var labels = RaterMasks.ForegroundLabels(ratings);
        StapleResult[] perLabel = [.. labels.Select(label => Of(RaterMasks.Only(label, ratings), options))];
        for (var pixel = 0; pixel < consensus.Length; pixel++)
        {
            var best = 0.0;
            for (var i = 0; i < labels.Length; i++)
            {
                var w = perLabel[i].Posterior[pixel];
                if (w < 0.5 || w <= best)
                    continue;
                best = w;
                consensus[pixel] = labels[i];
            }
        }
        return new(labels, perLabel, consensus);
    }

    private static StapleResult Constant(byte value, int pixels, int raters, double prior)
    {
        double[] unknown = [.. Enumerable.Repeat(double.NaN, raters)];
        return new([.. Enumerable.Repeat((double)value, pixels)], [.. Enumerable.Repeat(value, pixels)], unknown, [.. unknown], prior, 0, true);
    }
}
