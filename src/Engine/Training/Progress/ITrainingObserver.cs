using DeferredSeg.Engine.Evaluation;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Training.Progress;

/// <summary>Is told how a run goes, on the run's own thread.</summary>
public interface ITrainingObserver
{
    /// <summary>A step has ended.</summary>
    void Step(StepProgress step);

    /// <summary>An epoch has ended.</summary>
    void Epoch(EpochProgress epoch);

    /// <summary>Something that a person should know, in a sentence: a batch that was left out, a damaged checkpoint.</summary>
    void Notice(string text);
}

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
