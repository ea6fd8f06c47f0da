using TorchSharp.Modules;

namespace DeferredSeg.Engine.Training.Progress;

/// <summary>
/// A run's course as event files for TensorBoard, in the folder <c>tensorboard</c>: of each step the loss and the learning rate, of each
/// epoch the loss's parts, the experts' loads and the validation. The horizontal axis is the step.
/// </summary>
/// <remarks>A resumed run begins a further file; of steps that are in two files, TensorBoard shows the later one.</remarks>
internal sealed class TensorBoardLog
{
    private readonly SummaryWriter _writer;

    /// <param name="folder">The run's folder.</param>
    public TensorBoardLog(string folder) => _writer = torch.utils.tensorboard.SummaryWriter(Path.Combine(folder, "tensorboard"), createRunName: false);

    public void Write(StepProgress step)
    {
        if (step.Loss is { } loss)
            Add("step/loss", loss.Total, step.Step);
        Add("step/learning_rate", step.LearningRate, step.Step);
    }

    public void Write(EpochProgress epoch)
    {
        var (loss, validation) = (epoch.Loss, epoch.Validation);
        (string Name, double? Value)[] values =
        [
            ("loss/total", loss.Total),
            ("loss/experts", loss.Experts),
            ("loss/segmentor", loss.Segmentor),
            ("loss/cross_entropy", loss.CrossEntropy),
            ("loss/coherence", loss.Coherence),
            ("loss/balancing", loss.Balancing),
            .. epoch.Rho.Select((rho, j) => ($"load/expert_{j + 1}", rho)),
            ("validation/dice_system", validation.System),
            ("validation/dice_expert", validation.Expert),
            ("validation/dice_model", validation.Model),
            ("validation/dice_model_alone", validation.ModelAlone),
            ("validation/deferral", validation.Deferral),
        ];
        foreach (var (name, value) in values)
            Add(name, value, epoch.Step);
    }

    // Where nothing was deferred, for example, an expert's dice is no number: a curve has a gap there.
    private void Add(string name, double? value, long step)
    {
        if (value is { } number && double.IsFinite(number))
            _writer.add_scalar(name, (float)number, checked((int)step));
    }
}
