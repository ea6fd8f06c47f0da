namespace DeferredSeg.Data.Datasets.Settings;

/// <summary>Where cases come from.</summary>
public enum DatasetSource
{
    /// <summary>Pictures (PNG, JPEG) or arrays (NPY) in folders, a file for each case.</summary>
    Images,

    /// <summary>Volumes (NIfTI), a case for each slice.</summary>
    Volumes,

    /// <summary>Generated images with generated raters.</summary>
    Phantom,
}
