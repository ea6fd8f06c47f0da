namespace DeferredSeg.Deferral.Consensus;

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
