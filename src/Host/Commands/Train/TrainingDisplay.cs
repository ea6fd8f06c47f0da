using System.Globalization;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Training.Batches;
using DeferredSeg.Engine.Training.Progress;
using DeferredSeg.Reporting;

namespace DeferredSeg.Host.Commands.Train;

/// <summary>Shows on standard error how a network's training goes: a bar where it is a terminal, and a line for each epoch and notice.</summary>
internal sealed class TrainingDisplay : ITrainingObserver, IDisposable
{
    private readonly string _name;
    private readonly TrainingSetup _setup;
    private readonly ProgressBar _bar;

    public TrainingDisplay(string name, TrainingSetup setup)
    {
        (_name, _setup) = (name, setup);
        _bar = new(name, (long)setup.Options.Epochs * setup.Train.Cases.Count);
    }

    /// <summary>Steps that were made or left out while it was shown.</summary>
    public long Steps { get; private set; }

    public void Step(StepProgress step)
    {
        Steps++;
        _bar.Show((long)step.Epoch * step.Of + step.Done, () => Detail(step), step.CasesPerSecond, step.SecondsLeft);
    }

    public void Epoch(EpochProgress epoch)
    {
        var validation = epoch.Validation;
        var routed =
            validation.Loads.Count == 0
                ? ""
                : string.Create(
                    CultureInfo.InvariantCulture,
                    $"  Expert {Percent(validation.AskedExpert)}  Model {Percent(validation.Model)}  coverage {Percent(validation.Loads[0])}"
                );
        _bar.WriteLine(
            string.Create(
                CultureInfo.InvariantCulture,
                $"{_name} epoch {epoch.Epoch + 1}/{_setup.Options.Epochs}  loss {epoch.Loss.Total:0.0000}  DSC System "
                    + $"{Percent(validation.System)}{routed}{(epoch.IsBest ? "  best so far" : "")}"
            )
        );
    }

    public void Notice(string text) => _bar.WriteLine($"{_name}: {text}");

    public void Dispose() => _bar.Dispose();

    private static string Detail(StepProgress step)
    {
        var loss = step.Loss is { } parts ? Parts(parts, step.Rho.Count > 0) : "loss not finite";
        return step.Rho.Count == 0
            ? loss
            : string.Create(
                CultureInfo.InvariantCulture,
                $"{loss}  rho {string.Join(' ', step.Rho.Select(rho => rho.ToString("0.00", CultureInfo.InvariantCulture)))}"
            );
    }

    private static string Parts(LossParts parts, bool routed) =>
        routed
            ? string.Create(
                CultureInfo.InvariantCulture,
                $"loss {parts.Total:0.000} (experts {parts.Experts:0.000}, segmentor {parts.Segmentor:0.000}, CE {parts.CrossEntropy:0.000}, "
                    + $"coherence {parts.Coherence:0.000}, balancing {parts.Balancing:0.000})"
            )
            : string.Create(CultureInfo.InvariantCulture, $"loss {parts.Total:0.0000}");

    private static string Percent(double? value) =>
        value is { } share && double.IsFinite(share) ? (100 * share).ToString("0.00", CultureInfo.InvariantCulture) : "-";
}
