using Shared.Sam;

namespace Backbones.Sam2.Tests;

/// <summary>Routing tokens: what observing ones leave as it is, what appended ones change, and what both give.</summary>
public sealed class ObservingRoutingTests : ScopedTensorTest
{
    private const int Experts = 3;

    public static TheoryData<string> Networks => GoldenSam2.Networks;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Observers_leave_native_masks_and_scores_bit_for_bit(string network)
    {
        using var native = GoldenSam2.Backbone(network);
        using var routed = GoldenSam2.Routed(network, Experts, Observing);
        using var frozen = no_grad();
        using var embedding = native.Encode(GoldenSam2.Images(network)[..1], EncodeRequest.None);
        foreach (var prompts in GoldenPrompts.Cases.Select(name => GoldenPrompts.Of(network, name) with { AllHypotheses = true }))
        {
            using var before = native.Decode(embedding, prompts);
            using var after = routed.Decode(embedding, prompts);

            GoldenSam2.Close(before.Logits, after.Logits, 0);
            GoldenSam2.Close(before.Features!, after.Features!, 0);
            GoldenSam2.Close(before.Hypotheses!, after.Hypotheses!, 0);
            GoldenSam2.Close(before.Scores!, after.Scores!, 0);
            GoldenSam2.Close(before.Extras["object_score"], after.Extras["object_score"], 0);
            Assert.Equal([1, 1, Experts + 1, before.Logits.shape[2], before.Logits.shape[3]], after.RoutingLogits!.shape);
            Assert.Equal([1, 1, before.Logits.shape[2], before.Logits.shape[3]], after.PredictorLogit!.shape);
        }
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Appended_tokens_change_native_masks(string network)
    {
        using var native = GoldenSam2.Backbone(network, Single);
        using var routed = GoldenSam2.Routed(network, Experts, Single);
        using var frozen = no_grad();
        using var embedding = native.Encode(GoldenSam2.Images(network)[..1], EncodeRequest.None);
        using var before = native.Decode(embedding, GoldenPrompts.Of(network, "box"));
        using var after = routed.Decode(embedding, GoldenPrompts.Of(network, "box"));

        Assert.InRange((before.Logits - after.Logits).abs().max().ToDouble(), 0.01, 100);
        Assert.Equal(
            ["iou", "low_res_logits", "low_res_predictor_logit", "low_res_routing_logits", "object_score"],
            after.Extras.Keys.Order(StringComparer.Ordinal)
        );
    }

    [Fact]
    public void Observers_see_what_masked_attention_over_all_tokens_gives()
    {
        using var routed = GoldenSam2.Routed("tiny21", Experts, Observing);
        using var frozen = no_grad();
        var image = GoldenSam2.Tensor("tiny21", "image_embed")[..1];
        var encoder = (PromptEncoder)routed.Network.named_children().Single(child => child.name == "sam_prompt_encoder").module;
        using var tokens = routed.Network.EncodePrompts(GoldenPrompts.Of("tiny21", "box_point"), 1, 8, 8);
        using var mixed = routed.Network.Mix(image, tokens);

        var masked = new MaskedDecoder("sam_mask_decoder.", ["obj_score_token", "iou_token", "mask_tokens"], ("layers.0", "layers.1"), Heads: 4, Depth: 2);
        var (expected, mixedImage) = masked.Mix(routed.Network.state_dict(), encoder.Grid(8, 8), image, tokens.Sparse, tokens.Dense);

        GoldenSam2.Close(expected, mixed.Tokens, GoldenSam2.DecoderTolerance);
        GoldenSam2.Close(mixedImage, mixed.Image, GoldenSam2.DecoderTolerance);
    }

    [Theory]
    [InlineData(RoutingTokens.Appended)]
    [InlineData(RoutingTokens.Observing)]
    public void Routing_logits_are_the_enlarged_image_summed_by_each_routing_tokens_weights(RoutingTokens mode)
    {
        using var routed = GoldenSam2.Routed("tiny21", Experts, options => options with { RoutingTokens = mode });
        using var frozen = no_grad();
        using var embedding = routed.Encode(GoldenSam2.Images("tiny21")[..1], EncodeRequest.None);
        var prompts = GoldenPrompts.Of("tiny21", "point");
        using var tokens = routed.EncodePrompts(embedding, prompts);
        using var mixed = routed.Mix(embedding, prompts, tokens);
        using var output = routed.Project(embedding, prompts, mixed);
        var state = routed.Network.state_dict();

        Assert.Equal(6 + Experts + 1 + 2, mixed.Tokens.shape[1]);
        for (var channel = 0; channel <= Experts; channel++)
        {
            var value = mixed.Tokens[0, 6 + channel];
            for (var layer = 0; layer < 3; layer++)
            {
                var name = $"routing_hypernetworks_mlps.{channel}.layers.{layer}.";
                value = state[name + "weight"].mv(layer == 0 ? value : value.relu()) + state[name + "bias"];
            }
            var expected = (value.view(-1, 1, 1) * output.Features![0]).sum([0]);
            GoldenSam2.Close(expected, output.Extras["low_res_routing_logits"][0, channel], GoldenSam2.DecoderTolerance, $"channel {channel}");
        }
    }

    private static Sam2Options Observing(Sam2Options options) => options with { RoutingTokens = RoutingTokens.Observing };

    private static Sam2Options Single(Sam2Options options) => options with { StabilityFallback = false };
}
