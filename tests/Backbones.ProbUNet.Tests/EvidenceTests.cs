using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Abstractions.Randomness;

namespace Backbones.ProbUNet.Tests;

/// <summary>The network trained by its own lower bound.</summary>
public sealed class EvidenceTests : ScopedTensorTest
{
    [Fact]
    public void The_loss_is_the_published_one_at_the_drawn_points()
    {
        var options = Small.Options with { Objective = ProbUNetObjective.Evidence, Beta = 3, Penalty = 0.5 };
        using var backbone = new EvidenceProbUNet(options);
        var network = (ProbUNet)backbone.Module;
        var (images, target) = (rand(2, 1, 16, 24), rand(2, 1, 16, 24).gt(0.6).to(ScalarType.Float32));
        var random = StableRandom.Of(9);

        var loss = Loss(backbone, images, target, random);

        float[] numbers = [.. Enumerable.Range(0, 2 * options.LatentSize).Select(i => (float)random.Normal(i))];
        using var bound = EvidenceLowerBound.Of(network, images, target, target, tensor(numbers, [2, options.LatentSize]));
        Assert.Equal((0.5 * EvidenceLowerBound.Penalty(network) - bound.Value(3)).ToDouble(), loss.ToDouble(), 1e-3);
        loss.backward();
        Assert.All(network.named_parameters(), entry => Assert.NotNull(entry.parameter.grad));
    }

    [Fact]
    public void Steps_along_it_make_two_readings_of_an_image_differ()
    {
        manual_seed(2);
        using var backbone = new EvidenceProbUNet(Small.Options with { Objective = ProbUNetObjective.Evidence });
        var images = rand(1, 1, 16, 16);
        // One reader sees a target wherever the other sees none.
        var all = ones(1, 1, 16, 16);
        using var optimizer = optim.Adam(backbone.Module.parameters(), lr: 5e-3);
        for (var step = 0; step < 300; step++)
        {
            using var scope = NewDisposeScope();
            optimizer.zero_grad();
            Loss(backbone, images, step % 2 == 0 ? all : 1 - all, StableRandom.Of(step)).backward();
            optimizer.step();
        }
        backbone.Module.eval();
        using var frozen = no_grad();
        using var embedding = backbone.Encode(images, EncodeRequest.None);

        var hypotheses = backbone.Decode(embedding, new() { AllHypotheses = true }).Hypotheses!.sigmoid();

        Assert.True(hypotheses.std(1).mean().ToDouble() > 0.2, $"{hypotheses.std(1).mean().ToDouble()}");
    }

    private static Tensor Loss(EvidenceProbUNet backbone, Tensor images, Tensor target, StableRandom random)
    {
        Embedding embedding;
        using (no_grad())
            embedding = backbone.Encode(images, EncodeRequest.None);
        using (embedding)
            return backbone.Objective(embedding, PromptBatch.None, target, random).Single().Loss;
    }
}
