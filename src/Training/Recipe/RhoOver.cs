namespace DeferredSeg.Training.Recipe;

/// <summary>Over which pixels the experts' loads of Eq. 8 are taken.</summary>
public enum RhoOver
{
    /// <summary>Those of each micro-batch, as the paper's formula has it.</summary>
    MicroBatch,

    /// <summary>
    /// Those of all micro-batches of an optimizer step. The penalty then sees the batch that the step is made for, and the step's graphs live at once:
    /// memory grows with the accumulation.
    /// </summary>
    EffectiveBatch,
}
