namespace DeferredSeg.Data.References;

/// <summary>How STAPLE ended for one class of one case.</summary>
/// <param name="Class">The plane, from 0.</param>
/// <param name="Iterations">How often expectation and maximisation ran; 0 where the raters' masks were all empty, or all full.</param>
/// <param name="Converged">Whether the estimates came to rest before the last iteration allowed.</param>
/// <param name="Prior">The probability of foreground that was used.</param>
/// <param name="Sensitivity">Of each rater, in the order of the reference's raters; NaN without iterations.</param>
/// <param name="Specificity">Of each rater; NaN without iterations.</param>
public sealed record StapleConvergence(
    int Class,
    int Iterations,
    bool Converged,
    double Prior,
    IReadOnlyList<double> Sensitivity,
    IReadOnlyList<double> Specificity
);
