namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>What a deferral budget asks for.</summary>
public enum BudgetRule
{
    /// <summary>The budget is used up, also where deferring is expected to do harm: 0 is the model everywhere, 1 the experts everywhere.</summary>
    Fill,

    /// <summary>The budget is a limit: only pixels that are deferred anyway, so that it may be left unused.</summary>
    Cap,
}
