namespace DeferredSeg.Training.Progress;

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
