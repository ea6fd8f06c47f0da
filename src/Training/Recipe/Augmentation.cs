namespace DeferredSeg.Training.Recipe;

/// <summary>Whether a case is turned when it is trained on. Which way follows from seed, epoch and case; validation never turns.</summary>
public enum Augmentation
{
    /// <summary>As it is.</summary>
    None,

    /// <summary>
    /// Flips and quarter turns, as in the paper (Sec. 5.2.1): all eight ways to lay a square; of an image that is not square, the four that keep its
    /// size.
    /// </summary>
    Turns,
}
