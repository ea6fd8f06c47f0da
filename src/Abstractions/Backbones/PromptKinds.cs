namespace DeferredSeg.Abstractions.Backbones;

/// <summary>What may point a network at its target.</summary>
[Flags]
public enum PromptKinds
{
    /// <summary>Nothing: the network segments the whole image.</summary>
    None = 0,

    /// <summary>A box, <see cref="PromptBatch.Boxes"/>.</summary>
    Box = 1,

    /// <summary>Points in and outside of the target, <see cref="PromptBatch.Points"/>.</summary>
    Points = 2,

    /// <summary>A coarse mask, <see cref="PromptBatch.Masks"/>.</summary>
    Mask = 4,
}
