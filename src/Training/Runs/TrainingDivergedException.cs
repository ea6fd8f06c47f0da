namespace DeferredSeg.Training.Runs;

/// <summary>Three batches in a row had a loss or a gradient that is no finite number, or a validation case has such an output. The message names the cases and what to do.</summary>
/// <param name="message">For people.</param>
public sealed class TrainingDivergedException(string message) : Exception(message);
