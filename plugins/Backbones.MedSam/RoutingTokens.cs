namespace Backbones.MedSam;

/// <summary>How the J + 1 routing tokens take part in the mask decoder.</summary>
public enum RoutingTokens
{
    /// <summary>
    /// As further queries, after the mask tokens and before the prompts (DeferredSeg, Sec. 4.3). All tokens attend to each other and the image
    /// attends to all of them, so the native masks change as soon as there are routing tokens, trained or not.
    /// </summary>
    Appended,

    /// <summary>
    /// As observers: they attend to themselves, to the native tokens and to the image; neither tokens nor image attend to them. The native masks
    /// stay as they are without routing, bit for bit.
    /// </summary>
    Observing,
}
