namespace DeferredSeg.Deferral.Metrics;

/// <summary>How probabilities are gathered into M bins.</summary>
public enum BinRule
{
    /// <summary>Bin k of M holds (k/M, (k+1)/M], and the first also 0; some bins may stay empty.</summary>
    EqualWidth,

    /// <summary>
    /// Each bin holds an M-th of the values in ascending order. Equal values stay together, in the bin of the first of them, so the
    /// order of the pixels does not matter; many equal values make bins uneven or empty.
    /// </summary>
    EqualMass,
}
