using DeferredSeg.Abstractions.Backbones;

namespace Backbones.ProbUNet.Tests;

public sealed class BackboneTests : ScopedTensorTest
{
    private static readonly PromptBatch _all = new() { AllHypotheses = true };

    [Theory]
    [InlineData(ClassKind.Multilabel, 1)]
    [InlineData(ClassKind.Multilabel, 3)]
    [InlineData(ClassKind.Exclusive, 3)]
    public void Logits_stand_for_the_mean_of_the_hypotheses_probabilities(ClassKind kind, int classes)
    {
        using var backbone = Small.Backbone(Small.Options with { Classes = classes, ClassKind = kind });
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(2, 1, 16, 24), EncodeRequest.None);

        using var output = backbone.Decode(embedding, _all);
        using var alone = backbone.Decode(embedding, PromptBatch.None);

        Assert.Equal([2, 5, classes, 16, 24], output.Hypotheses!.shape);
        Assert.Null(alone.Hypotheses);
        Assert.True(alone.Logits.Equals(output.Logits));
        Near(Probabilities(output.Hypotheses, 2).mean([1]), Probabilities(output.Logits, 1));
        Assert.True(output.Hypotheses.std(1).max().ToDouble() > 1e-3);

        Tensor Probabilities(Tensor logits, long axis) => kind == ClassKind.Exclusive ? nn.functional.softmax(logits, axis) : logits.sigmoid();
    }

    [Fact]
    public void Probabilities_far_from_a_half_keep_their_logits()
    {
        var samples = tensor(new[] { 60f, 90f, -60f, -90f }, [1, 2, 1, 1, 2]);
        samples = cat([samples.select(1, 0), samples.select(1, 0)], 1).view(1, 2, 1, 1, 2);

        Assert.Equal([60f, 90f], PredictiveMean.Of(samples, ClassKind.Multilabel).data<float>().ToArray());
    }

    [Fact]
    public void Hypotheses_are_the_networks_logits_of_the_points_that_come_with_them()
    {
        using var backbone = Small.Backbone(Small.Options);
        using var frozen = no_grad();
        var images = rand(2, 1, 16, 16);
        using var embedding = backbone.Encode(images, EncodeRequest.None);
        using var output = backbone.Decode(embedding, _all);
        var network = (ProbUNet)backbone.Module;

        var latents = output.Extras["latents"];
        var prior = network.Prior(images);
        var noise = (latents - prior.Mu.unsqueeze(1)) / prior.LogSigma.exp().unsqueeze(1);

        Near(network.Combine(network.Expand(network.Contract(images)), latents), output.Hypotheses!);
        // Both images have the same standard normal numbers, and no two samples do.
        Near(noise[0], noise[1]);
        Assert.True((cdist(noise[0], noise[0]) + eye(5)).min().ToDouble() > 0.01);
    }

    [Fact]
    public void Evaluation_has_the_seeds_samples_whatever_torch_draws_and_more_of_them_begin_with_the_same()
    {
        using var backbone = Small.Backbone(Small.Options);
        using var more = Small.Backbone(Small.Options with { Samples = 9 });
        using var other = Small.Backbone(Small.Options with { Seed = 1 });
        var images = rand(1, 1, 16, 16);

        var first = Hypotheses(backbone, images);
        manual_seed(99);

        Assert.True(Hypotheses(backbone, images).Equals(first));
        Near(Hypotheses(more, images)[.., ..5], first);
        Assert.True((Hypotheses(other, images) - first).abs().max().ToDouble() > 1e-3);
    }

    [Fact]
    public void Standard_normal_numbers_have_mean_0_and_variance_1()
    {
        using var backbone = Small.Backbone(Small.Options with { LatentSize = 20, Samples = 1000 });
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(1, 1, 4, 4), EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);

        var noise = (output.Extras["latents"] - embedding["prior_mu"]) / embedding["prior_log_sigma"].exp();

        Assert.InRange(noise.mean().ToDouble(), -0.03, 0.03);
        Assert.InRange(noise.var().ToDouble(), 0.96, 1.04);
    }

    [Fact]
    public void Training_draws_anew_and_trains_all_but_the_posterior()
    {
        using var backbone = Small.Backbone(Small.Options with { TrainingSamples = 2 });
        backbone.Module.train();
        using var embedding = backbone.Encode(rand(2, 1, 16, 16), EncodeRequest.None);
        using var first = backbone.Decode(embedding, _all);
        using var second = backbone.Decode(embedding, _all);

        second.Logits.square().mean().backward();

        Assert.Equal([2, 2, 1, 16, 16], first.Hypotheses!.shape);
        Assert.True((first.Extras["latents"] - second.Extras["latents"]).abs().min().ToDouble() > 0);
        foreach (var (name, parameter) in backbone.Module.named_parameters())
        {
            var isPosterior = name.StartsWith("posterior.");
            Assert.Equal(!isPosterior, parameter.requires_grad);
            Assert.True(isPosterior ? parameter.grad is null : parameter.grad!.abs().sum().ToDouble() > 0, name);
        }
    }

    [Theory]
    [InlineData(17, 23)]
    [InlineData(4, 5)]
    [InlineData(33, 16)]
    public void Any_size_is_taken(int height, int width)
    {
        using var backbone = Small.Backbone(Small.Options);
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(1, 1, height, width), new EncodeRequest(["level2", "level0"]));
        using var output = backbone.Decode(embedding, _all);

        Assert.Equal([1, 1, height, width], output.Logits.shape);
        Assert.Equal([1, 4, height, width], output.Features!.shape);
        Assert.Equal([1, 8, (height + 3) / 4, (width + 3) / 4], embedding["level2"].shape);
        Assert.Equal(["level0", "level2", "features", "prior_mu", "prior_log_sigma"], embedding.Names);
    }

    [Fact]
    public void Prompts_and_images_of_another_shape_are_refused()
    {
        using var backbone = Small.Backbone(Small.Options);
        using var embedding = backbone.Encode(rand(1, 1, 16, 16), EncodeRequest.None);

        Assert.Contains("no prompts", Assert.Throws<ArgumentException>(() => backbone.Decode(embedding, new() { Boxes = zeros(1, 4) })).Message);
        Assert.Contains("at least 4 pixels", Assert.Throws<ArgumentException>(() => backbone.Encode(zeros(1, 1, 3, 16), EncodeRequest.None)).Message);
    }

    private static Tensor Hypotheses(ProbUNetBackbone backbone, Tensor images)
    {
        using var frozen = no_grad();
        using var embedding = backbone.Encode(images, EncodeRequest.None);
        return backbone.Decode(embedding, _all).Hypotheses!;
    }

    private static void Near(Tensor expected, Tensor actual)
    {
        Assert.Equal(expected.shape, actual.shape);
        Assert.InRange((expected - actual).abs().max().ToDouble(), 0, 1e-5);
    }
}
