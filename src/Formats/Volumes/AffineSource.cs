namespace DeferredSeg.Formats.Volumes;

/// <summary>What a volume's affine was derived from.</summary>
public enum AffineSource
{
    /// <summary>The spacing alone: the file says nothing of the orientation or the origin.</summary>
    Spacing,

    /// <summary>NIfTI's qform: a rotation, the spacing and an origin.</summary>
    Qform,

    /// <summary>NIfTI's sform: a general affine map.</summary>
    Sform,
}
