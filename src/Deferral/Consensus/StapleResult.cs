namespace DeferredSeg.Deferral.Consensus;

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
