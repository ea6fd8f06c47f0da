using System.Buffers.Binary;
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

    [Fact]
    public void Every_number_of_an_epoch_stands_under_its_own_name()
    {
        var folder = Path.Combine(_folder, "named");
        using (var log = new TrainingLog(folder, new Dictionary<string, long>()))
            log.Write(new EpochProgress(2, 30, 0.5, new(1, 2, 3, 4, 5, 6), [0.125, 0.25], new(0.75, 7, 8, 9, 10, [0.5, 0.25, 0.25]), true, 11.04));

        Assert.Equal(
            "epoch,step,learning_rate,loss,loss_experts,loss_segmentor,loss_cross_entropy,loss_coherence,loss_balancing,rho_1,rho_2,"
                + "dice_system,dice_expert,dice_model,dice_model_alone,deferral,best,seconds\n"
                + "2,30,0.5,1,2,3,4,5,6,0.125,0.25,0.75,7,8,9,10,1,11.0\n",
            File.ReadAllText(Path.Combine(folder, "epochs.csv"))
        );
        Assert.Equal(
            [
                ("loss/total", 30, 1),
                ("loss/experts", 30, 2),
                ("loss/segmentor", 30, 3),
                ("loss/cross_entropy", 30, 4),
                ("loss/coherence", 30, 5),
                ("loss/balancing", 30, 6),
                ("load/expert_1", 30, 0.125f),
                ("load/expert_2", 30, 0.25f),
                ("validation/dice_system", 30, 0.75f),
                ("validation/dice_expert", 30, 7),
                ("validation/dice_model", 30, 8),
                ("validation/dice_model_alone", 30, 9),
                ("validation/deferral", 30, 10),
            ],
            Read(Path.Combine(folder, "tensorboard"))
        );
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
