namespace Backbones.MedSam;

/// <summary>Which of the mask decoder's pretrained parts may be trained. Routing channels, where there are any, always may.</summary>
public enum DecoderTraining
{
    /// <summary>All that the segmentation depends on (DeferredSeg, Sec. 4.3: the pretrained MLPs are fine-tuned).</summary>
    Whole,

    /// <summary>All but the four hypernetwork MLPs of the masks, which stay as they were pretrained.</summary>
    WithoutMaskHeads,

    /// <summary>Nothing of it: only the routing channels learn.</summary>
    RoutingOnly,
}
