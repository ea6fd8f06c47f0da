namespace DeferredSeg.Training.Evaluation;

/// <summary>How many pixels a policy defers, compared with the routing.</summary>
public enum BudgetMatch
{
    /// <summary>As many as the policy itself says.</summary>
    Own,

    /// <summary>As many as the routing deferred of the same image: equal coverage.</summary>
    Coverage,

    /// <summary>As many as cost what the routing's deferred pixels cost: equal cost.</summary>
    Cost,
}
