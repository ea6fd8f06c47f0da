namespace DeferredSeg.Deferral.Losses;

/// <summary>
/// What an expert that is wrong at a pixel contributes to the experts' term of Eq. 4. As printed it is log p, which has no lower
/// bound: one wrong expert at one pixel drives the loss to minus infinity, although its gradient by the logits stays bounded.
/// </summary>
public enum WrongExpertTerm
{
    /// <summary>
    /// log p, but at least log 1e-8 (<see cref="DeferralCollaborationLoss.ProbabilityFloor"/>), with gradient 0 beneath. Only wrong
    /// experts are floored: a correct one keeps its pull however unlikely it has become.
    /// </summary>
    Clamp,

    /// <summary>log p as printed, computed in log space.</summary>
    Exact,

    /// <summary>-log(1 - p), which is 0 where the wrong expert has no probability, and never negative.</summary>
    Bounded,
}
