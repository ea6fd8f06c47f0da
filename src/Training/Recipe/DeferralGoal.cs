namespace DeferredSeg.Training.Recipe;

/// <summary>Which way the share of deferred pixels gets better. The paper watches it for early stopping and does not say.</summary>
public enum DeferralGoal
{
    /// <summary>Less work for the experts is better.</summary>
    Fewer,

    /// <summary>More is better, as of a value that a script maximises.</summary>
    More,
}
