namespace Experts.Recorded;

/// <summary>What a rotation counts in.</summary>
public enum RotationOrder
{
    /// <summary>The dataset's order of raters: rotation r is the same person in every case.</summary>
    Dataset,

    /// <summary>
    /// The permutation of the case, that of <see cref="RaterMapping.Shuffled"/>: over all rotations every person is left out once in every case.
    /// </summary>
    Shuffled,
}
