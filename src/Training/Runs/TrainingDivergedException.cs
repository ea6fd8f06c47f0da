namespace DeferredSeg.Training.Runs;

/// <summary>Three batches in a row had a loss or a gradient that is no finite number. The message names their cases and the last good checkpoint.</summary>
/// <param name="message">For people.</param>
public sealed class TrainingDivergedException(string message) : Exception(message);
