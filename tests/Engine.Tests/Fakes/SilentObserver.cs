using DeferredSeg.Engine.Training.Progress;

namespace DeferredSeg.Engine.Tests.Fakes;

/// <summary>Remembers what it is told.</summary>
internal sealed class SilentObserver : ITrainingObserver
{
    public List<StepProgress> Steps { get; } = [];

    public List<EpochProgress> Epochs { get; } = [];

    public List<string> Notices { get; } = [];

    public Action<StepProgress> OnStep { get; init; } = _ => { };

    public Action<EpochProgress> OnEpoch { get; init; } = _ => { };

    public void Step(StepProgress step)
    {
        Steps.Add(step);
        OnStep(step);
    }

    public void Epoch(EpochProgress epoch)
    {
        Epochs.Add(epoch);
        OnEpoch(epoch);
    }

    public void Notice(string text) => Notices.Add(text);
}
