namespace DeferredSeg.Abstractions.Cases;

/// <summary>Which image something is about.</summary>
/// <param name="Id">Unique in its dataset and the same in every run.</param>
/// <param name="Patient">Whom it belongs to; images of one patient share it.</param>
/// <param name="Geometry">Where it lies in the patient.</param>
public sealed record CaseInfo(string Id, string Patient, Geometry Geometry)
{
    /// <summary>An image by itself: its own patient, no known geometry.</summary>
    public CaseInfo(string id)
        : this(id, id, Geometry.Unknown) { }
}

/// <summary>Where an image lies in the patient. It travels with every case, so that an answer can be written back in the input's geometry.</summary>
public sealed record Geometry
{
    /// <summary>Nothing is known: pixels without a size, no orientation, no volume.</summary>
    public static Geometry Unknown { get; } = new();

    /// <summary>The distance of neighbouring pixels along each spatial axis of the array, in millimetres, the slowest axis first; null where unknown.</summary>
    public IReadOnlyList<double>? Spacing { get; init; }

    /// <summary>
    /// From indices of the volume (i, j, k, 1) to millimetres in the patient (x, y, z, 1): 4 by 4, row by row, as in NIfTI; null where unknown.
    /// </summary>
    public IReadOnlyList<double>? Affine { get; init; }

    /// <summary>The index of this image in its volume, from 0; null where it is no slice.</summary>
    public int? SliceIndex { get; init; }

    /// <summary>The axis of the volume along which <see cref="SliceIndex"/> counts, 0 to 2; null where it is no slice.</summary>
    public int? SliceAxis { get; init; }

    /// <summary>Millimetres from this slice of a volume to the next; null where it is no slice, or nobody knows.</summary>
    public double? SliceSpacing { get; init; }
}
