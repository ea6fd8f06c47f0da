using System.Buffers.Binary;
using DeferredSeg.Engine.Tests.Fakes;
using DeferredSeg.Engine.Training.Progress;
using Tensorboard;

namespace DeferredSeg.Engine.Tests.Runs;

/// <summary>The event files are read back with TorchSharp's own types of TensorBoard's protocol.</summary>
public sealed class TensorBoardTests : ScopedTensorTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg-tensorboard-").FullName;

    public override void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    [Fact]
    public void Steps_and_epochs_are_there_as_the_run_told_them()
    {
        var folder = Path.Combine(_folder, "run");
        List<StepProgress> steps = [];
        List<EpochProgress> epochs = [];
        using var run = new TinyRun(folder: folder);

        run.Run(new SilentObserver { OnStep = steps.Add, OnEpoch = epochs.Add });

        var events = Read(Path.Combine(folder, "tensorboard")).ToLookup(one => one.Name);
        Assert.Equal(steps.Select(step => (step.Step, (float)step.Loss!.Total)), events["step/loss"].Select(one => (one.Step, one.Value)));
        Assert.Equal(steps.Select(step => (step.Step, (float)step.LearningRate)), events["step/learning_rate"].Select(one => (one.Step, one.Value)));
        Assert.Equal(
            epochs.Select(epoch => (epoch.Step, (float)epoch.Validation.System)),
            events["validation/dice_system"].Select(one => (one.Step, one.Value))
        );
        Assert.Equal(epochs.Select(epoch => (epoch.Step, (float)epoch.Loss.Coherence)), events["loss/coherence"].Select(one => (one.Step, one.Value)));
        Assert.Equal(epochs.Select(epoch => (epoch.Step, (float)epoch.Rho[1])), events["load/expert_2"].Select(one => (one.Step, one.Value)));
    }

    // A record: length, its checksum, content, its checksum.
    private static IEnumerable<(string Name, long Step, float Value)> Read(string folder)
    {
        foreach (var file in Directory.EnumerateFiles(folder, "*tfevents*"))
        {
            var bytes = File.ReadAllBytes(file);
            for (var at = 0; at < bytes.Length; )
            {
                var length = (int)BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(at));
                var read = Event.Parser.ParseFrom(bytes, at + 12, length);
                at += 12 + length + 4;
                if (read.Summary is null)
                    continue;
                foreach (var value in read.Summary.Value)
                    yield return (value.Tag, read.Step, value.SimpleValue);
            }
        }
    }
}
