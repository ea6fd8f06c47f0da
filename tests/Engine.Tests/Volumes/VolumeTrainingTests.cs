using Backbones.UNet;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Cases;
using DeferredSeg.Data.Prepared;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Tests.Volumes;

public sealed class VolumeTrainingTests : ScopedTensorTest
{
    private readonly string _folder = Path.Combine(Path.GetTempPath(), Path.GetRandomFileName());

    public override void Dispose()
    {
        if (Directory.Exists(_folder))
            Directory.Delete(_folder, recursive: true);
        base.Dispose();
    }

    [Theory]
    [InlineData(SegmentorLossKind.CrossEntropy)]
    [InlineData(SegmentorLossKind.DiceCrossEntropy)]
    public void Patches_of_volumes_lower_the_loss(SegmentorLossKind loss)
    {
        var seen = new SilentObserver();
        Train(new(LearningRate: 0.02, Accumulation: 1, Epochs: 5, SegmentorLoss: loss, Patches: 2), seen);

        Assert.True(seen.Epochs[^1].Loss.CrossEntropy < seen.Epochs[0].Loss.CrossEntropy - 0.05);
        Assert.Equal(3, seen.Epochs[0].Validation.Loads.Count);
    }

    [Fact]
    public void A_run_that_broke_off_goes_on_to_the_same_weights()
    {
        var options = new TrainingOptions(LearningRate: 0.01, Accumulation: 1, Epochs: 2, CheckpointSteps: 1);
        var expected = Train(options, new());

        Assert.Throws<InvalidDataException>(() => Train(options, new() { OnStep = step => Broken(step.Step == 3) }, _folder));
        Assert.Equal(expected, Train(options, new(), _folder, resume: true));
    }

    /// <summary>L_SC is a mean over voxels: by hand over every voxel of a patch, and the same from the objective of a volume.</summary>
    [Fact]
    public void The_coherence_of_a_volume_is_the_mean_over_its_voxels()
    {
        var random = new Random(3);
        double[] Numbers(int count) => [.. Enumerable.Range(0, count).Select(_ => random.NextDouble() * 4 - 2)];
        var (routing, predictor) = (Numbers(2 * 12), Numbers(12));
        var grid = new Grid(2, 2, 3);
        var truth = new byte[12];
        var one = new BatchCase(
            new(new("v"), new float[12], new(grid, 1, new byte[12], null), new(grid, 1, truth), GeometricVariant.None),
            new([new MaskPlanes(grid, 1, truth)], [MaskPlanes.Full(grid, 1)])
        );
        var batch = new TrainingBatch([one], ClassKind.Multilabel, CPU);

        var found = new TrainingObjective(DeferralLossOptions.Paper).Of(
            zeros([1, 1, 2, 2, 3], ScalarType.Float64),
            tensor(routing, [1, 1, 2, 2, 2, 3]),
            tensor(predictor, [1, 1, 2, 2, 3]),
            batch
        );

        var expected = 0.0;
        for (var voxel = 0; voxel < 12; voxel++)
        {
            var deferred = 1 / (1 + Math.Exp(routing[voxel] - routing[12 + voxel]));
            var pseudo = routing[12 + voxel] > routing[voxel] ? 1 : 0;
            var s = 1 / (1 + Math.Exp(-predictor[voxel]));
            expected += -(pseudo == 1 ? Math.Log(s) : Math.Log(1 - s)) + 0.5 * (s - deferred) * (s - deferred) + 0.1 * s;
        }
        Assert.Equal(expected / 12, found.Parts.Coherence, 1e-9);
    }

    /// <summary>Dice and cross-entropy leave out what was padded: the loss is that of the voxels in view, by hand.</summary>
    [Fact]
    public void Padded_voxels_count_nowhere()
    {
        var grid = new Grid(1, 1, 3);
        var one = new BatchCase(
            new(new("v"), new float[3], new(grid, 1, new byte[3], null), new(grid, 1, [1, 0, 0]), GeometricVariant.None)
            {
                FieldOfView = new(grid, 1, [1, 1, 0]),
            },
            null
        );
        var batch = new TrainingBatch([one], ClassKind.Multilabel, CPU);
        var logits = tensor((double[])[1, -1, 9], [1, 1, 1, 1, 3]);

        var found = new TrainingObjective(DeferralLossOptions.Paper, new OverlapLoss(true)).Of(logits, null, null, batch);

        var (p, q) = (1 / (1 + Math.Exp(-1)), 1 / (1 + Math.Exp(1)));
        Assert.Equal(-Math.Log(p) - (2 * p + 1e-5) / (p + q + 1 + 1e-5), found.Total.ToDouble(), 1e-6);
    }

    private static void Broken(bool now)
    {
        if (now)
            throw new InvalidDataException("The process is gone.");
    }

    private static string Train(TrainingOptions options, SilentObserver seen, string? folder = null, bool resume = false)
    {
        using var generator = manual_seed(4);
        using var backbone = new UNetBackbone(new UNetOptions(Width: 2, Depth: 1, Axes: 3));
        using var head = new TinyHead(2, 2, axes: 3);
        using var good = new NoisyExpert("good", 0.02);
        using var bad = new NoisyExpert("bad", 0.4);
        TrainingRun.Run(
            new()
            {
                Backbone = backbone,
                Head = head,
                Panel = new ExpertPanel([good, bad]),
                Train = new BallVolumes("train", 4),
                Validation = new BallVolumes("validation", 1),
                Options = options,
                // Deeper than the volumes, so that some of a patch is padded.
                Tiles = new([8, 8, 8]),
                Seed = 4,
                Folder = folder,
                Resume = resume,
            },
            seen
        );
        using var scope = NewDisposeScope();
        return string.Join(
            '\n',
            backbone.Module.state_dict().Concat(head.Module.state_dict()).Select(entry => Convert.ToHexString(entry.Value.detach().contiguous().bytes))
        );
    }
}
