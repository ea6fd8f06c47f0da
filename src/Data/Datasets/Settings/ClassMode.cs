namespace DeferredSeg.Data.Datasets.Settings;

/// <summary>What becomes of the labels in mask files.</summary>
public enum ClassMode
{
    /// <summary>One class: every value but 0. A mask of 0 and 255, or of 0 and 1, is this.</summary>
    Merged,

    /// <summary>One region of interest: the listed labels; every other value is background.</summary>
    Roi,

    /// <summary>A class for each listed label, and no plane for the background.</summary>
    Multilabel,

    /// <summary>The background as class 0, then a class for each listed label.</summary>
    Exclusive,
}
