namespace DeferredSeg.Formats.Volumes;

/// <summary>The axes of a volume by the order of the voxels in its file, counted as the columns of its affine are.</summary>
public enum VolumeAxis
{
    /// <summary>The index that changes fastest from voxel to voxel (i). A slice across it is <c>[Z, Y]</c>.</summary>
    X = 0,

    /// <summary>The next (j). A slice across it is <c>[Z, X]</c>.</summary>
    Y = 1,

    /// <summary>The slowest of the three (k). A slice across it is <c>[Y, X]</c>, usually one that was measured as such.</summary>
    Z = 2,
}
