namespace DeferredSeg.Abstractions.Backbones;

/// <summary>How the classes of a segmentation relate.</summary>
public enum ClassKind
{
    /// <summary>Each class has a sigmoid of its own; a pixel may belong to several or to none.</summary>
    Multilabel,

    /// <summary>One softmax over all classes; a pixel belongs to exactly one.</summary>
    Exclusive,
}
