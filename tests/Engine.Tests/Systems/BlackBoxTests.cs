using DeferredSeg.Abstractions.Backbones;
using DeferredSeg.Engine.Systems;

namespace DeferredSeg.Engine.Tests.Systems;

public sealed class BlackBoxTests : TensorTest
{
    [Theory]
    [InlineData(ClassKind.Multilabel)]
    [InlineData(ClassKind.Exclusive)]
    public void Probabilities_are_made_logits_whose_probabilities_they_are(ClassKind kind)
    {
        using var scope = NewDisposeScope();
        float[] given = kind == ClassKind.Exclusive ? [0.7f, 0, 0.3f, 1] : [0.7f, 0, 0.5f, 1];
        using var backbone = new BlackBox(kind, given);
        var system = new DeferredSystem(backbone, null, CPU);
        using var images = zeros(1, 1, 1, 2);
        using var embedding = system.Encode(images);

        using var output = system.Decode(embedding, PromptBatch.None);

        Assert.True(output.IsFinite);
        var found = kind == ClassKind.Exclusive ? output.Logits.softmax(1) : output.Logits.sigmoid();
        Assert.All(found.flatten().data<float>().ToArray().Zip(given), pair => Assert.Equal(pair.Second, pair.First, 1e-6f));
    }

    [Fact]
    public void A_head_that_reads_features_is_refused_to_a_network_that_shows_none()
    {
        using var backbone = new BlackBox(ClassKind.Multilabel, [0, 0, 0, 0]);
        using var head = new TinyHead(4, 1);

        var refusal = Assert.Throws<ArgumentException>(() => new DeferredSystem(backbone, head, CPU));

        Assert.Contains("The head Tiny reads decoder features, and the backbone BlackBox is a black box", refusal.Message);
    }

    /// <summary>Two classes of one row of two pixels, always the same.</summary>
    private sealed class BlackBox(ClassKind kind, float[] probabilities) : ISegmentorBackbone
    {
        public BackboneDescription Describe() =>
            new()
            {
                Id = "BlackBox",
                Version = "1.0.0",
                Input = new() { Channels = 1 },
                Classes = 2,
                ClassKind = kind,
                Outputs = OutputKind.Probabilities,
                DecoderChannels = null,
                IsBatchIndependent = true,
            };

        public Embedding Encode(Tensor images, EncodeRequest request, CancellationToken cancellation = default) => new([("image", images.alias())]);

        public SegmentationOutput Decode(Embedding embedding, PromptBatch prompts, CancellationToken cancellation = default) =>
            new(tensor(probabilities, [1, 2, 1, 2]));

        public void Dispose() { }
    }
}
