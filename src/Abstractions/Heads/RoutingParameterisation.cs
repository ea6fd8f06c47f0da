namespace DeferredSeg.Abstractions.Heads;

/// <summary>What routing logits mean. Probabilities, budgets and the absence of an expert depend on it.</summary>
public enum RoutingParameterisation
{
    /// <summary>One softmax over the J + 1 channels (DeferredSeg, Eq. 5): the channels compete. Without an expert the rest is renormalised.</summary>
    Softmax,

    /// <summary>
    /// Each channel is the logit of "this one is right" by itself, a sigmoid each (Verma and Nalisnick, 2022). An expert's absence changes no other
    /// channel.
    /// </summary>
    OneVsAll,

    /// <summary>Each channel is a value in itself (probability of being right minus cost), without sigmoid or softmax; the largest wins.</summary>
    Utility,
}
