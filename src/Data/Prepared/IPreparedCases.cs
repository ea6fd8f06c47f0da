using DeferredSeg.Abstractions.Cases;

namespace DeferredSeg.Data.Prepared;

/// <summary>The cases of one part of a split, ready for a network: preprocessed, resized, with their reference.</summary>
/// <remarks>Several threads may ask at once. The same question has the same answer in every run.</remarks>
public interface IPreparedCases
{
    /// <summary>The cases in a fixed order.</summary>
    IReadOnlyList<CaseInfo> Cases { get; }

    /// <summary>Prepares a case.</summary>
    /// <param name="index">Its place in <see cref="Cases"/>.</param>
    /// <param name="variant">How image and masks are turned.</param>
    PreparedCase Get(int index, GeometricVariant variant);
}
