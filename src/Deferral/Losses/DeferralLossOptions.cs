namespace DeferredSeg.Deferral.Losses;

/// <summary>What the paper leaves to be chosen of its objective. The defaults are the paper's, but for the wrong experts' term, which as printed has no minimum.</summary>
public sealed record DeferralLossOptions
{
    /// <summary>What a wrong expert contributes to Eq. 4.</summary>
    public WrongExpertTerm WrongExpert { get; init; } = WrongExpertTerm.Clamp;

    /// <summary>The weight of the squared error in Eq. 7, at least 0.</summary>
    public double Beta1 { get; init; } = SpatialCoherenceLoss.PaperBeta1;

    /// <summary>The weight of the deferral rate in Eq. 7, at least 0.</summary>
    public double Beta2 { get; init; } = SpatialCoherenceLoss.PaperBeta2;

    /// <summary>Whether the routing probabilities in the squared error of Eq. 7 are constants.</summary>
    public bool DetachRouting { get; init; }

    /// <summary>The weight of the spatial coherence loss in Eq. 10, at least 0.</summary>
    public double Lambda1 { get; init; } = 1;

    /// <summary>The weight of the load-balancing penalty in Eq. 10, at least 0.</summary>
    public double Lambda2 { get; init; } = 5;

    /// <summary>The bounds of the experts' loads in Eq. 9; <see cref="LoadBounds.For"/> where there are none.</summary>
    public LoadBounds? Bounds { get; init; }
}
