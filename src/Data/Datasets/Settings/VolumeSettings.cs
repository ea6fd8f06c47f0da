using DeferredSeg.Abstractions.Options;
using DeferredSeg.Formats.Volumes;

namespace DeferredSeg.Data.Datasets.Settings;

/// <summary>How volumes become slices.</summary>
/// <param name="Axis">The axis that slices lie across, by the order of the voxels in the file: x, y or z, the slowest.</param>
/// <param name="Slices">Which slices are cases: all, or withForeground.</param>
/// <param name="Every">Of these every so many, from the first.</param>
/// <param name="Spacing">Millimetres to which volumes are resampled along all axes before they are sliced; null leaves them as they are.</param>
/// <param name="CacheBytes">How much memory volumes that were read may keep; one is always kept. By default 512 MiB.</param>
public sealed record VolumeSettings(
    VolumeAxis Axis = VolumeAxis.Z,
    SliceChoice Slices = SliceChoice.All,
    [OptionRange(1, 100000)] int Every = 1,
    [OptionRange(0.01, 100)] double? Spacing = null,
    [OptionRange(0, 1L << 40)] long CacheBytes = 512L << 20
);
