namespace DeferredSeg.Deferral.Metrics;

/// <summary>What a rate of the form 0/0 is worth. The paper does not say; its figures fit <see cref="Agree"/> alone.</summary>
public enum EmptyMasks
{
    /// <summary>
    /// Two empty masks agree: dice, jaccard, sensitivity and precision are 1. If only one of them is empty, the rate it leaves
    /// undefined is 0. The specificity of a truth without background is 1.
    /// </summary>
    Agree,

    /// <summary>Every undefined rate is 0, also that of two empty masks.</summary>
    Zero,

    /// <summary>Every undefined rate is NaN, to be left out of averages.</summary>
    Undefined,
}
