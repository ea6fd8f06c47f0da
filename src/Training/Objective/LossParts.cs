namespace DeferredSeg.Training.Objective;

/// <summary>What a batch's objective is made of, as numbers; terms of Eq. 10 before its lambdas. Also their mean over steps.</summary>
/// <param name="Total">What is minimised.</param>
/// <param name="Experts">The surrogate's routing term of the experts; 0 where nothing is routed.</param>
/// <param name="Segmentor">The surrogate's routing term of channel 0; 0 where nothing is routed.</param>
/// <param name="CrossEntropy">The segmentor's own cross-entropy.</param>
/// <param name="Coherence">L_SC (Eq. 7); 0 without a predictor.</param>
/// <param name="Balancing">L_LB (Eq. 9); 0 where nothing is routed.</param>
public sealed record LossParts(double Total, double Experts, double Segmentor, double CrossEntropy, double Coherence, double Balancing)
{
    /// <summary>All zero.</summary>
    public static LossParts Zero { get; } = new(0, 0, 0, 0, 0, 0);

    /// <summary>Part by part.</summary>
    public static LossParts operator +(LossParts left, LossParts right) =>
        new(
            left.Total + right.Total,
            left.Experts + right.Experts,
            left.Segmentor + right.Segmentor,
            left.CrossEntropy + right.CrossEntropy,
            left.Coherence + right.Coherence,
            left.Balancing + right.Balancing
        );

    /// <summary>Part by part.</summary>
    public static LossParts operator *(LossParts parts, double factor) =>
        new(
            parts.Total * factor,
            parts.Experts * factor,
            parts.Segmentor * factor,
            parts.CrossEntropy * factor,
            parts.Coherence * factor,
            parts.Balancing * factor
        );
}
