namespace DeferredSeg.Data.Datasets.Settings;

/// <summary>Which slices of a volume are cases.</summary>
public enum SliceChoice
{
    /// <summary>All.</summary>
    All,

    /// <summary>Those in which the dataset's reference, or without one any rater, has foreground. It uses the truth.</summary>
    WithForeground,
}
