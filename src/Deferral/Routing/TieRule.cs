namespace DeferredSeg.Deferral.Routing;

/// <summary>Who gets a pixel whose largest routing logits are equal. At equal initial logits the two rules give opposite maps.</summary>
public enum TieRule
{
    /// <summary>The lowest channel, so the model wins against every expert: the argmax of Eq. 6 and of the paper's text.</summary>
    LowestChannel,

    /// <summary>The model keeps a pixel only if its logit is strictly larger than every expert's (Eq. 3). Among tied experts the lowest wins.</summary>
    ToExpert,
}
