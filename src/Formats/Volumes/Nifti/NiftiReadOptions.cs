namespace DeferredSeg.Formats.Volumes.Nifti;

/// <summary>What a reader of volumes may use.</summary>
public sealed record NiftiReadOptions
{
    /// <summary>
    /// The bytes of voxels that a compressed file may inflate to, which are then held in memory; one that promises more is refused before
    /// memory is taken for it. Default and most: 2,147,483,591, the largest array of bytes. Uncompressed files are read where they are,
    /// whatever their size.
    /// </summary>
    public long MaximumInflatedBytes
    {
        get;
        init =>
            field =
                value >= 1 && value <= Array.MaxLength
                    ? value
                    : throw new ArgumentOutOfRangeException(nameof(value), value, $"the most bytes of an inflated volume lie from 1 to {Array.MaxLength}");
    } = Array.MaxLength;
}
