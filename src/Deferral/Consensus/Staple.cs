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

/// <summary>How STAPLE starts and when it stops.</summary>
public sealed record StapleOptions
{
    /// <summary>
    /// The probability that a pixel is foreground before anyone rated it, between 0 and 1, both excluded; null (the default) takes the mean of all ratings.
    /// </summary>
    public double? Prior { get; init; }

    /// <summary>The sensitivity p of every rater at the start, between 0 and 1, both excluded; 0.99999 by default.</summary>
    public double InitialSensitivity { get; init; } = 0.99999;

    /// <summary>
    /// The specificity q of every rater at the start, between 0 and 1, both excluded; 0.99999 by default. Start with p + q above 1: below, foreground and
    /// background change places.
    /// </summary>
    public double InitialSpecificity { get; init; } = 0.99999;

    /// <summary>Stops once no p and no q moved by this much in an iteration; positive, 1e-12 by default.</summary>
    public double Tolerance { get; init; } = 1e-12;

    /// <summary>Stops here in any case; 1 or more, 500 by default.</summary>
    public int MaxIterations { get; init; } = 500;

    internal void Require()
    {
        List<string> wrong = [];
        if (Prior is { } prior)
            Between(nameof(Prior), prior);
        Between(nameof(InitialSensitivity), InitialSensitivity);
        Between(nameof(InitialSpecificity), InitialSpecificity);
        if (!(Tolerance > 0))
            wrong.Add($"{nameof(Tolerance)} is {Tolerance}, expected a positive number");
        if (MaxIterations < 1)
            wrong.Add($"{nameof(MaxIterations)} is {MaxIterations}, expected 1 or more");
        if (wrong.Count > 0)
            throw new ArgumentException($"The STAPLE options are wrong: {string.Join("; ", wrong)}.");

        void Between(string name, double value)
        {
            if (!(value > 0 && value < 1))
                wrong.Add($"{name} is {value}, expected a probability between 0 and 1, both excluded");
        }
    }
}

/// <summary>What STAPLE found in the ratings of one image.</summary>
/// <param name="Posterior">W, the probability of every pixel to be foreground, from 0 to 1, of the last expectation step.</param>
/// <param name="Consensus">1 where the posterior is 0.5 or more, otherwise 0.</param>
/// <param name="Sensitivity">p of every rater, from 1e-12 to 1 - 1e-12: the share of the foreground the rater marked. NaN if the ratings are constant.</param>
/// <param name="Specificity">
/// q of every rater, from 1e-12 to 1 - 1e-12: the share of the background the rater left alone. NaN if the ratings are constant.
/// </param>
/// <param name="Prior">The probability of foreground that was used, the same for every pixel.</param>
/// <param name="Iterations">How often expectation and maximisation ran; 0 if the ratings are constant.</param>
/// <param name="Converged">
/// Whether p and q came to rest within the tolerance. False is usual for a single rater and says that p and q are not to be read.
/// </param>
public sealed record StapleResult(
    double[] Posterior,
    byte[] Consensus,
    double[] Sensitivity,
    double[] Specificity,
    double Prior,
    int Iterations,
    bool Converged
)
{
    /// <summary>Whether every rater gave every pixel the same value, so that nothing could be estimated.</summary>
    public bool IsConstant => Iterations == 0;
}

/// <summary>What STAPLE found in label maps, one label against the rest.</summary>
/// <param name="Labels">The labels that occur in the ratings, ascending, without the background label 0.</param>
/// <param name="PerLabel">The binary result of each of them, in the same order.</param>
/// <param name="Consensus">
/// The label with the largest posterior for every pixel, background where none reaches 0.5. Among equal posteriors the lowest
/// label wins. The posteriors of one pixel come from separate estimates and need not add up to 1.
/// </param>
public sealed record StapleLabels(byte[] Labels, IReadOnlyList<StapleResult> PerLabel, byte[] Consensus);

/// <summary>The state of STAPLE between iterations.</summary>
internal sealed class StapleEstimate(VotePatterns patterns, int raters, double prior, double sensitivity, double specificity)
{
    // At exactly 0 or 1 a rater could never be contradicted again.
    private const double Margin = 1e-12;

    /// <summary>W of every vote pattern.</summary>
    public double[] Posterior { get; } = new double[patterns.Count];

    /// <summary>p of every rater.</summary>
    public double[] Sensitivity { get; } = [.. Enumerable.Repeat(sensitivity, raters)];

    /// <summary>q of every rater.</summary>
    public double[] Specificity { get; } = [.. Enumerable.Repeat(specificity, raters)];

    /// <summary>One expectation and one maximisation. Returns the largest change of any p or q.</summary>
    public double Iterate()
    {
        Expect();
        return Maximise();
    }

    /// <summary>W = a / (a + b), a and b the prior times the likelihood of foreground and of background: the expectation step of the paper.</summary>
    private void Expect()
    {
        for (var pattern = 0; pattern < Posterior.Length; pattern++)
        {
            // Logarithms, since a product of forty factors of 1e-12 is no double any more.
            var foreground = Math.Log(prior);
            var background = Math.Log(1 - prior);
            for (var rater = 0; rater < raters; rater++)
            {
                var marked = patterns.Foreground(pattern, rater);
                foreground += Math.Log(marked ? Sensitivity[rater] : 1 - Sensitivity[rater]);
                background += Math.Log(marked ? 1 - Specificity[rater] : Specificity[rater]);
            }
            Posterior[pattern] = 1 / (1 + Math.Exp(background - foreground));
        }
    }

    /// <summary>p and q as shares of the expected foreground and background: the maximisation step of the paper.</summary>
    private double Maximise()
    {
        double foreground = 0,
            background = 0,
            change = 0;
        for (var pattern = 0; pattern < Posterior.Length; pattern++)
        {
            foreground += patterns.Pixels[pattern] * Posterior[pattern];
            background += patterns.Pixels[pattern] * (1 - Posterior[pattern]);
        }
        for (var rater = 0; rater < raters; rater++)
        {
            double marked = 0,
                left = 0;
            for (var pattern = 0; pattern < Posterior.Length; pattern++)
            {
                if (patterns.Foreground(pattern, rater))
                    marked += patterns.Pixels[pattern] * Posterior[pattern];
                else
                    left += patterns.Pixels[pattern] * (1 - Posterior[pattern]);
            }
            Move(ref Sensitivity[rater], marked, foreground);
            Move(ref Specificity[rater], left, background);
        }
        return change;

        void Move(ref double rate, double part, double whole)
        {
            // Where no pixel at all is left on one side, nothing more is learned about it.
            if (whole == 0)
                return;
            var moved = Math.Clamp(part / whole, Margin, 1 - Margin);
            change = Math.Max(change, Math.Abs(moved - rate));
            rate = moved;
        }
    }
}
