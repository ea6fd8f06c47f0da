namespace DeferredSeg.Deferral.Routing.Policies;

/// <summary>
/// What decides that a pixel is deferred. Sec. 4.1 has the aggregated predictor guide the routing, Sec. 4.3 calls it auxiliary; each reading has its
/// rule.
/// </summary>
public enum RouteBy
{
    /// <summary>The routing logits alone: a pixel is deferred where an expert is worth more than the model.</summary>
    Logits,

    /// <summary>The aggregated predictor alone: a pixel is deferred where its probability exceeds 0.5, to the expert who is worth most.</summary>
    Predictor,

    /// <summary>Both: a pixel is deferred only where each of them defers it.</summary>
    Both,
}
