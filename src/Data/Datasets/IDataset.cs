using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Abstractions.Experts;

namespace DeferredSeg.Data.Datasets;

/// <summary>Images with what is known about them. Opening lists the cases; images are read one at a time.</summary>
/// <remarks>Several threads may load at once.</remarks>
public interface IDataset
{
    /// <summary>What the dataset is.</summary>
    DatasetDescription Description { get; }

    /// <summary>The cases in a fixed order, the same in every run. Ids are unique; images of one patient share <see cref="CaseInfo.Patient"/>.</summary>
    IReadOnlyList<CaseInfo> Cases { get; }

    /// <summary>The recorded raters; null where there are none.</summary>
    IRaterMasks? Raters { get; }

    /// <summary>Reads a case.</summary>
    /// <param name="caseId">One of <see cref="Cases"/>.</param>
    /// <exception cref="ArgumentException">There is no such case; the message names the nearest.</exception>
    /// <exception cref="IOException">A file cannot be read.</exception>
    DatasetCase Load(string caseId);
}
