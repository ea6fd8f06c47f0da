namespace DeferredSeg.Data.Splits;

/// <summary>What cases are used for.</summary>
public enum SplitPart
{
    /// <summary>To fit weights.</summary>
    Train,

    /// <summary>To choose when to stop and where to cut.</summary>
    Validation,

    /// <summary>To report numbers, once.</summary>
    Test,
}
