using DeferredSeg.Training.Schedules;

namespace DeferredSeg.Training.Runs;

/// <summary>How a run ended. The networks hold the weights of its last step.</summary>
/// <param name="Epochs">Epochs that were trained.</param>
/// <param name="Steps">Optimizer steps.</param>
/// <param name="Stopping">The best validation values and their epochs.</param>
/// <param name="Ended">Why it ended, in words.</param>
/// <param name="Seconds">Seconds of work, those before a resume included.</param>
public sealed record TrainingResult(int Epochs, long Steps, EarlyStopping Stopping, string Ended, double Seconds);
