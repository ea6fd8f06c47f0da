namespace DeferredSeg.Data.Datasets.Volumes;

/// <summary>Of which volume a case is a slice.</summary>
/// <param name="Volume">The volume's id.</param>
/// <param name="File">Its file.</param>
/// <param name="Index">The slice, from 0, across the axis of the settings and after resampling.</param>
public sealed record VolumeSlice(string Volume, string File, int Index);
