namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>Knows which cases are slices of volumes.</summary>
public interface IVolumeSlices
{
    /// <summary>The volume of a case; null where it is a picture.</summary>
    /// <param name="caseId">A case of the dataset.</param>
    /// <exception cref="ArgumentException">There is no such case.</exception>
    VolumeSlice? SliceOf(string caseId);
}
