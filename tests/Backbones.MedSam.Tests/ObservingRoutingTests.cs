using DeferredSeg.Abstractions.Backbones;
using Shared.Sam;

namespace Backbones.MedSam.Tests;

/// <summary>Routing tokens that observe.</summary>
public sealed class ObservingRoutingTests : ScopedTensorTest
{
    private static readonly MedSamOptions _observing = GoldenMedSam.Options with { RoutingTokens = RoutingTokens.Observing };

    [Fact]
    public void Native_masks_and_scores_stay_bit_for_bit()
    {
        using var native = GoldenMedSam.Backbone();
        using var routed = GoldenMedSam.Deferred(_observing);
        using var frozen = no_grad();
        using var embedding = native.Encode(GoldenMedSam.Images(), EncodeRequest.None);
        foreach (
            var prompts in new PromptBatch[]
            {
                new() { Boxes = Boxes(), AllHypotheses = true },
                new()
                {
                    Points = rand(2, 3, 2) * 256,
                    PointLabels = ones(2, 3, ScalarType.Int64),
                    AllHypotheses = true,
                },
                new(),
            }
        )
        {
            using var before = native.Decode(embedding, prompts);
            using var after = routed.Decode(embedding, prompts);

            GoldenMedSam.Close(before.Logits, after.Logits, 0);
            GoldenMedSam.Close(before.Features!, after.Features!, 0);
            GoldenMedSam.Close(before.Scores!, after.Scores!, 0);
            if (prompts.AllHypotheses)
                GoldenMedSam.Close(before.Hypotheses!, after.Hypotheses!, 0);
            Assert.Equal([2, 1, 4, 256, 256], after.RoutingLogits!.shape);
        }
    }

    [Fact]
    public void Routing_is_what_masked_attention_over_all_tokens_gives()
    {
        using var routed = GoldenMedSam.Deferred(_observing);
        using var frozen = no_grad();
        using var tokens = routed.Network.EncodePrompts(new() { Boxes = Boxes() }, 2, 16, 16);
        using var mixed = routed.Network.Mix(GoldenMedSam.Embeddings(), tokens);

        var encoder = (PromptEncoder)routed.Network.named_children().Single(child => child.name == "prompt_encoder").module;
        var masked = new MaskedDecoder("mask_decoder.", ["iou_token", "mask_tokens"], ("lin1", "lin2"), Heads: 4, Depth: 2);
        var (expected, image) = masked.Mix(routed.Network.state_dict(), encoder.Grid(16, 16), GoldenMedSam.Embeddings(), tokens.Sparse, tokens.Dense);

        GoldenMedSam.Close(expected, mixed.Tokens, 1e-4);
        GoldenMedSam.Close(image, mixed.Image, 1e-4);
    }

    [Fact]
    public void Routing_depends_on_prompt_and_image()
    {
        using var routed = GoldenMedSam.Deferred(_observing);
        using var frozen = no_grad();
        using var embedding = new Embedding([("image_embedding", GoldenMedSam.Embeddings())]);
        using var first = routed.Decode(embedding, new() { Boxes = Boxes() });
        using var other = routed.Decode(embedding, new() { Boxes = Boxes() / 2 });
        using var swapped = routed.Decode(embedding, new() { Boxes = Boxes(), ImageIndex = [1, 0] });

        Assert.True((first.RoutingLogits! - other.RoutingLogits!).abs().max().ToDouble() > 1e-3);
        Assert.True((first.RoutingLogits! - swapped.RoutingLogits!).abs().max().ToDouble() > 1e-3);
    }

    private static Tensor Boxes() => GoldenMedSam.Tensor("prompt_decoder", "prompt.boxes");
}
