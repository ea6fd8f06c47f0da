namespace DeferredSeg.Training.Deferred;

/// <summary>
/// Weights have diverged: three batches in a row had a loss or a gradient that is no finite number, or a network's output for a case has such numbers.
/// The message names the cases and what to do.
/// </summary>
/// <param name="message">What happened and what to do.</param>
public sealed class DivergedException(string message) : Exception(message);
