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
