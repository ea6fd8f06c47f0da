namespace DeferredSeg.Training.Segmentation;

/// <summary>A step that was made.</summary>
/// <param name="Number">Its number, from 1.</param>
/// <param name="Of">How many there will be.</param>
/// <param name="Loss">The mean binary cross entropy of its batch.</param>
public readonly record struct TrainingStep(int Number, int Of, double Loss);
