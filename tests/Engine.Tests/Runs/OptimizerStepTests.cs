using DeferredSeg.Deferral.Losses;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training;
using DeferredSeg.Engine.Training.Batches;

namespace DeferredSeg.Engine.Tests.Runs;

/// <summary>The gradient of a step, at a learning rate of 0, so that weights stay.</summary>
public sealed class OptimizerStepTests : ScopedTensorTest
{
    private static readonly TrainingOptions _alone = TinyRun.Brief with { Deferral = false, Augmentation = Augmentation.None, Accumulation = 4 };

    [Theory]
    [InlineData(RhoOver.MicroBatch)]
    [InlineData(RhoOver.EffectiveBatch)]
    public void It_is_the_mean_over_the_micro_batches_there_are(RhoOver rho)
    {
        var first = Gradient(_alone with { Rho = rho }, [0, 1]);
        var second = Gradient(_alone with { Rho = rho }, [2, 3]);
        var third = Gradient(_alone with { Rho = rho }, [4, 5]);

        var together = Gradient(_alone with { Rho = rho }, [0, 1], [2, 3], [4, 5]);

        Assert.Contains(first, value => Math.Abs(value) > 1e-3);
        for (var i = 0; i < together.Length; i++)
            Assert.Equal((first[i] + second[i] + third[i]) / 3, together[i], 1e-5);
    }

    [Fact]
    public void It_is_scaled_to_the_joint_norm_where_it_exceeds_it()
    {
        static double Norm(double[] gradient) => Math.Sqrt(gradient.Sum(value => value * value));
        var free = Norm(Gradient(_alone, [0, 1]));

        Assert.Equal(free / 10, Norm(Gradient(_alone with { GradientNorm = free / 10 }, [0, 1])), 1e-4 * free);
        Assert.Equal(free, Norm(Gradient(_alone with { GradientNorm = free * 10 }, [0, 1])), 1e-4 * free);
    }

    private static double[] Gradient(TrainingOptions options, params int[][] batches)
    {
        using var run = new TinyRun(options);
        var setup = run.Setup;
        var parts = new TrainedParts(setup);
        var system = new DeferredSystem(setup.Backbone, null, CPU);
        using var optimizer = new TrainedOptimizer(options with { Optimizer = OptimizerKind.Sgd, LearningRate = 0, WeightDecay = 0 }, parts.Parameters);
        new OptimizerStep(setup, parts, new(system, parts, new(setup, system, parts)), new TrainingObjective(DeferralLossOptions.Paper), optimizer).Run(
            batches,
            0,
            0,
            0,
            _ => { }
        );
        double[] gradient = [.. parts.Parameters.SelectMany(entry => entry.Value.grad!.to_type(ScalarType.Float64).contiguous().data<double>().ToArray())];
        parts.ClearGradients();
        return gradient;
    }
}
