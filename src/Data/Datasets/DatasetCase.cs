using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Datasets;

/// <summary>One case as it lies in the dataset, before any preprocessing. Plain data; nobody writes into the arrays.</summary>
/// <param name="Info">Which case it is.</param>
/// <param name="Image">
/// The intensities as the file has them, <c>[C, H, W]</c>, row by row: 0 to 255 or 65535 for pictures, any number for arrays and volumes.
/// </param>
/// <param name="Channels">Planes C.</param>
/// <param name="Height">Rows H.</param>
/// <param name="Width">Columns W.</param>
public sealed record DatasetCase(CaseInfo Info, float[] Image, int Channels, int Height, int Width)
{
    /// <summary>The dataset's own reference, K planes of the image's size; null where there is none.</summary>
    public MaskPlanes? Gold { get; init; }

    /// <summary>Where the image shows anything, one plane; null means everywhere. Outside of it nothing is measured, routed or asked.</summary>
    public MaskPlanes? FieldOfView { get; init; }

    /// <summary>
    /// The value of full brightness: 255 or 65535 for whole-numbered samples; null where values have a meaning of their own, such as Hounsfield units.
    /// </summary>
    public int? FullScale { get; init; }

    /// <summary>All voxels of the volume that the image is a slice of, in any order; null where it is no slice.</summary>
    public float[]? Volume { get; init; }
}
