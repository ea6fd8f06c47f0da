using Backbones.UNet;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Weights;

namespace DeferredSeg.Engine.Tests.Runs;

/// <summary>A run is not gone on with when anything of it has changed, and the message says what.</summary>
public sealed class RunIdentityTests : ScopedTensorTest
{
    private readonly string _folder = Directory.CreateTempSubdirectory("deferredseg-").FullName;

    public override void Dispose()
    {
        Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    [Fact]
    public void Each_part_of_a_run_belongs_to_what_it_is()
    {
        using (var run = new TinyRun(TinyRun.Brief with { Epochs = 1 }, _folder))
            run.Run();
        using var wider = new UNetBackbone(new UNetOptions(Width: 3, Depth: 1));
        var changes = new Dictionary<string, Func<TrainingSetup, TrainingSetup>>
        {
            ["training options"] = setup => setup with { Options = setup.Options with { WeightDecay = 0.5 } },
            ["losses"] = setup => setup with { Losses = setup.Losses with { Lambda1 = 0.123 } },
            ["routing policy"] = setup => setup with { Policy = new(MinimumRegion: 3) },
            ["experts"] = setup => setup with { Panel = new ExpertPanel([new NoisyExpert("good", 0.02), new NoisyExpert("another", 0.4)]) },
            ["training cases"] = setup => setup with { Train = new PhantomCases("others", 1, 7) },
            ["validation cases"] = setup => setup with { Validation = new PhantomCases("others", 2, 2) },
            ["configuration"] = setup => setup with { Configuration = "another" },
            ["networks or their frozen weights"] = setup => setup with { Backbone = wider },
        };
        foreach (var (part, change) in changes)
        {
            using var changed = new TinyRun(TinyRun.Brief with { Epochs = 1 }, _folder, resume: true);
            changed.Setup = change(changed.Setup);

            var error = Record.Exception(() => changed.Run());

            Assert.True(error is CheckpointException, $"{part}: gone on with, or another failure: {error}");
            Assert.Contains($"these differ: {part}.", error!.Message);
        }
    }
}
