namespace DeferredSeg.Training.Recipe;

/// <summary>Whether a case is turned when it is trained on. Which way follows from seed, epoch and case; validation never turns.</summary>
public enum Turning
{
    /// <summary>As it is. The paper names no augmentation.</summary>
    None,

    /// <summary>All eight ways to lay a square; of an image that is not square, the four that keep its size.</summary>
    All,
}
