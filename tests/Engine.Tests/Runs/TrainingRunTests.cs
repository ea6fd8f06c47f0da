using Backbones.UNet;
using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Options;
using DeferredSeg.Deferral.Losses;
using DeferredSeg.Engine.Cache;
using DeferredSeg.Engine.Systems;
using DeferredSeg.Engine.Training;
using Microsoft.Extensions.Configuration;

namespace DeferredSeg.Engine.Tests.Runs;

public sealed class TrainingRunTests : ScopedTensorTest
{
    [Fact]
    public void The_same_seed_gives_the_same_weights_and_another_seed_others()
    {
        using var first = new TinyRun();
        using var second = new TinyRun();
        using var other = new TinyRun(seed: 6);
        first.Run();
        second.Run();
        other.Run();

        Assert.Equal(first.Weights(), second.Weights());
        Assert.NotEqual(first.Weights(), other.Weights());
        Assert.Equal(first.Seen.Steps.Select(step => step.Loss), second.Seen.Steps.Select(step => step.Loss));
    }

    [Fact]
    public void Training_makes_the_system_better()
    {
        using var run = new TinyRun(TinyRun.Brief with { Epochs = 40, Accumulation = 1, DecayFactor = 1, Augmentation = Augmentation.None });
        run.Run();

        var (first, last) = (run.Seen.Epochs[0], run.Seen.Epochs[^1]);
        Assert.True(last.Loss.Total < first.Loss.Total, $"{last.Loss.Total} is not below {first.Loss.Total}.");
        Assert.True(last.Validation.System > first.Validation.System, $"{last.Validation} is not above {first.Validation}.");
        Assert.InRange(last.Validation.System, 0.7, 1);
    }

    [Fact]
    public void Each_epoch_trains_each_case_once_in_another_order_and_experts_answer_anew()
    {
        using var run = new TinyRun();
        run.Run();

        var asked = run.Experts[0].Asked.Where(one => one.Case.StartsWith("train-")).ToList();
        Assert.Equal(21, asked.Count);
        Assert.All(asked.GroupBy(one => one.Epoch), epoch => Assert.Equal(7, epoch.Select(one => one.Case).Distinct().Count()));
        Assert.NotEqual(asked.Take(7).Select(one => one.Case), asked.Skip(7).Take(7).Select(one => one.Case));
        Assert.All(asked, one => Assert.Equal(5, one.Seed));
        Assert.All(run.Experts[0].Asked.Where(one => one.Case.StartsWith("validation-")), one => Assert.Equal((0L, 0), (one.Seed, one.Epoch)));
    }

    [Fact]
    public void Weights_decay_by_the_factor_that_was_set()
    {
        // Without a gradient AdamW only takes off the learning rate times the decay of each weight.
        using var run = new TinyRun(TinyRun.Brief with { WeightDecay = 0.5, LearningRate = 0.1, Accumulation = 8, Epochs = 1 });
        using var plain = new TinyRun(TinyRun.Brief with { WeightDecay = 0, LearningRate = 0.1, Accumulation = 8, Epochs = 1 });
        var before = run.Head.Module.parameters().First().detach().clone();
        run.Run();
        plain.Run();

        var (decayed, moved) = (run.Head.Module.parameters().First(), plain.Head.Module.parameters().First());
        Assert.True(decayed.detach().allclose(moved.detach() - 0.05 * before, 1e-4, 1e-6), "The first step decays by something else than 0.1 times 0.5.");
    }

    [Fact]
    public void A_backbone_that_is_not_trained_keeps_its_weights_and_buffers()
    {
        using var run = new TinyRun(TinyRun.Brief with { TrainBackbone = false });
        var before = run.Weights().Split('\n');
        run.Run();
        var after = run.Weights().Split('\n');

        var backbone = run.Backbone.Module.state_dict().Count;
        Assert.Equal(before[..backbone], after[..backbone]);
        Assert.All(before[backbone..].Zip(after[backbone..]), pair => Assert.NotEqual(pair.First, pair.Second));
    }

    [Fact]
    public void Without_deferral_the_segmentor_alone_is_trained_by_its_cross_entropy()
    {
        using var run = new TinyRun(TinyRun.Brief with { Deferral = false });
        var head = run.Weights().Split('\n')[^4..];
        run.Run();

        Assert.Equal(head, run.Weights().Split('\n')[^4..]);
        Assert.All(run.Seen.Steps, step => Assert.Equal(step.Loss!.CrossEntropy, step.Loss.Total));
        Assert.Null(run.Seen.Epochs[0].Validation.Deferral);
        Assert.Equal(run.Seen.Epochs[0].Validation.ModelAlone, run.Seen.Epochs[0].Validation.System);
        Assert.Empty(run.Experts[0].Asked);
    }

    [Fact]
    public void Rho_over_one_micro_batch_is_rho_over_the_effective_batch_of_one()
    {
        using var micro = new TinyRun(TinyRun.Brief with { Accumulation = 1 });
        using var effective = new TinyRun(TinyRun.Brief with { Accumulation = 1, Rho = RhoOver.EffectiveBatch });
        using var wide = new TinyRun(TinyRun.Brief with { Rho = RhoOver.EffectiveBatch });
        using var narrow = new TinyRun();
        foreach (var run in (TinyRun[])[micro, effective, wide, narrow])
        {
            run.Setup = run.Setup with { Losses = DeferralLossOptions.Paper with { Lower = [0.33, 0.33], Upper = [0.34, 0.34] } };
            run.Run();
        }

        Assert.Equal(micro.Weights(), effective.Weights());
        foreach (var step in wide.Seen.Steps)
            Assert.Equal(step.Rho.Sum(rho => Math.Max(rho - 0.34, 0) + Math.Max(0.33 - rho, 0)), step.Loss!.Balancing, 1e-6);
        // A hinge of the mean is at most the mean of the hinges.
        Assert.InRange(wide.Seen.Steps[0].Loss!.Balancing, 0, narrow.Seen.Steps[0].Loss!.Balancing + 1e-6);
        Assert.True(micro.Seen.Steps[0].Loss!.Balancing > 0);
    }

    [Fact]
    public void A_batch_without_a_finite_loss_is_named_and_left_out()
    {
        using var run = new TinyRun(train: new PhantomCases("train", 1, 7) { IsBroken = id => id == "train-3" });
        run.Run();

        Assert.Equal(3, run.Seen.Notices.Count);
        Assert.All(run.Seen.Notices, notice => Assert.Contains("train-3", notice));
        Assert.DoesNotContain("NaN", run.Seen.Steps[^1].Loss!.ToString());
    }

    [Fact]
    public void Three_in_a_row_end_the_run()
    {
        using var run = new TinyRun(train: new PhantomCases("train", 1, 7) { IsBroken = _ => true });

        var error = Assert.Throws<DivergedException>(() => run.Run());

        Assert.Equal(3, run.Seen.Notices.Count);
        Assert.Contains("3 batches in a row", error.Message);
        Assert.Contains("train-", error.Message);
    }

    [Fact]
    public void Early_stopping_ends_the_run()
    {
        using var run = new TinyRun(TinyRun.Brief with { LearningRate = 0, Epochs = 9, Patience = 2, TrainBackbone = false });
        var result = run.Run();

        Assert.Equal(3, result.Epochs);
        Assert.Contains("improved", result.Ended);
    }

    [Fact]
    public void The_setup_is_checked_before_anything_is_trained()
    {
        using var run = new TinyRun();
        string Refused(Func<TrainingSetup, TrainingSetup> change) =>
            Assert.ThrowsAny<ArgumentException>(() => TrainingRun.Run(change(run.Setup), run.Seen)).Message;

        Assert.Contains("no case to train on", Refused(setup => setup with { Train = new PhantomCases("none", 1, 0) }));
        Assert.Contains("no case to validate on", Refused(setup => setup with { Validation = new PhantomCases("none", 1, 0) }));
        Assert.Contains("train-0 is in training and in validation", Refused(setup => setup with { Validation = setup.Train }));
        Assert.Contains("no deferral head", Refused(setup => setup with { Head = null }));
        Assert.Contains("no expert", Refused(setup => setup with { Panel = null }));
    }

    [Fact]
    public void An_expert_who_never_answers_leaves_no_trace_in_the_training()
    {
        static string Weights(double errors)
        {
            using var run = new TinyRun();
            run.Setup = run.Setup with
            {
                Losses = DeferralLossOptions.Paper with { Lambda2 = 0 },
                Panel = new([run.Experts[0], new NoisyExpert("absent", errors) { Declines = _ => true }]),
            };
            run.Run();
            return run.Weights();
        }

        Assert.Equal(Weights(0), Weights(0.5));
    }

    [Fact]
    public void An_encoder_without_trained_parameters_is_cached_and_keeps_its_statistics()
    {
        static string Run(EmbeddingCache? cache)
        {
            using var run = new TinyRun(cache: cache);
            string[] encoder = ["inc.", "down"];
            bool IsEncoder(string name) => encoder.Any(part => name.StartsWith(part, StringComparison.Ordinal));
            foreach (var (name, parameter) in run.Backbone.Module.named_parameters())
                if (IsEncoder(name))
                    parameter.requires_grad_(false);
            var before = run.Weights().Split('\n').Where(IsEncoder).ToList();
            run.Run();
            Assert.NotEmpty(before);
            Assert.Equal(before, run.Weights().Split('\n').Where(IsEncoder));
            return run.Weights();
        }
        var cache = new EmbeddingCache(new());

        Assert.Equal(Run(null), Run(cache));
        Assert.True(cache.Hits > 0);
    }

    [Fact]
    public void Exclusive_classes_and_images_that_are_not_square_are_trained_on()
    {
        using var run = new TinyRun(train: new PhantomCases("train", 1, 7) { IsExclusive = true, Rows = 12 });
        using var backbone = new UNetBackbone(new UNetOptions(Width: 2, Depth: 1, Classes: 2, ClassKind: ClassKind.Exclusive));
        run.Setup = run.Setup with
        {
            Backbone = backbone,
            Validation = new PhantomCases("validation", 2, 2) { IsExclusive = true, Rows = 12 },
        };
        run.Run();

        Assert.Equal(6, run.Seen.Steps.Count);
        Assert.Empty(run.Seen.Notices);
        Assert.InRange(run.Seen.Epochs[^1].Validation.System, 0, 1);
        Assert.Equal(1, run.Seen.Epochs[^1].Validation.Loads.Sum(), 1e-9);
    }

    [Fact]
    public void A_validation_case_without_finite_output_is_named()
    {
        using var run = new TinyRun();
        run.Setup = run.Setup with { Validation = new PhantomCases("validation", 2, 2) { IsBroken = id => id == "validation-1" } };

        Assert.Contains("validation-1", Assert.Throws<DivergedException>(() => run.Run()).Message);
    }

    [Fact]
    public void The_defaults_are_the_papers_and_can_be_read_from_a_configuration()
    {
        var configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(new Dictionary<string, string?> { ["rho"] = "effectiveBatch", ["gradientNorm"] = "5" })
            .Build();

        Assert.Equal(new TrainingOptions() with { Rho = RhoOver.EffectiveBatch, GradientNorm = 5 }, OptionReader.Read<TrainingOptions>(configuration));
        var paper = new TrainingOptions();
        Assert.Equal(
            (1e-4, 0.01, 0.8, 2, 2, 4, 200, 50, true, true),
            (
                paper.LearningRate,
                paper.WeightDecay,
                paper.DecayFactor,
                paper.DecayEpochs,
                paper.BatchSize,
                paper.Accumulation,
                paper.Epochs,
                paper.Patience,
                paper.Deferral,
                paper.TrainBackbone
            )
        );
        Assert.Equal(RhoOver.MicroBatch, paper.Rho);
        Assert.Equal(new EmbeddingCacheOptions(), OptionReader.Read<EmbeddingCacheOptions>(new ConfigurationBuilder().Build()));
    }
}
