using DeferredSeg.Training.Objective;

namespace DeferredSeg.Training.Progress;

/// <summary>An optimizer step that was made or left out.</summary>
/// <param name="Epoch">From 0.</param>
/// <param name="Step">The number of the step in the run, from 1.</param>
/// <param name="Done">Cases of the epoch that are done.</param>
/// <param name="Of">Cases of the epoch.</param>
/// <param name="LearningRate">The rate of the step.</param>
/// <param name="Loss">The mean over the step's micro-batches; null where all were left out because their loss was no finite number.</param>
/// <param name="Rho">The experts' mean soft loads (Eq. 8), J values; empty where nothing is routed.</param>
/// <param name="CasesPerSecond">The rate since the run was started or resumed.</param>
/// <param name="SecondsLeft">An estimate of the time until the last epoch, validation left out; early stopping may end it sooner.</param>
public sealed record StepProgress(
    int Epoch,
    long Step,
    int Done,
    int Of,
    double LearningRate,
    LossParts? Loss,
    IReadOnlyList<double> Rho,
    double CasesPerSecond,
    double SecondsLeft
);
