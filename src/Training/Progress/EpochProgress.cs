using DeferredSeg.Training.Objective;
using DeferredSeg.Training.Validation;

namespace DeferredSeg.Training.Progress;

/// <summary>An epoch that has ended.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Step">Steps so far.</param>
/// <param name="LearningRate">The rate of the epoch.</param>
/// <param name="Loss">The mean over its micro-batches that counted.</param>
/// <param name="Rho">The experts' mean soft loads, J values; empty where nothing is routed.</param>
/// <param name="Validation">The measures on the validation cases.</param>
/// <param name="IsBest">Whether the System dice is the best so far.</param>
/// <param name="Seconds">Seconds of work so far.</param>
public sealed record EpochProgress(
    int Epoch,
    long Step,
    double LearningRate,
    LossParts Loss,
    IReadOnlyList<double> Rho,
    ValidationResult Validation,
    bool IsBest,
    double Seconds
);
