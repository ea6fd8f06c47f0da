using System.Text.Json;

namespace Backbones.Sam2.Tests;

public sealed class GradientGoldenTests : ScopedTensorTest
{
    public static TheoryData<string> Networks => GoldenSam2.Networks;

    [Theory]
    [MemberData(nameof(Networks))]
    public void Gradients_equal_the_originals(string network)
    {
        using var backbone = GoldenSam2.Backbone(network, options => options with { StabilityFallback = false });
        foreach (var parameter in backbone.Network.parameters())
            parameter.requires_grad = true;
        using var embedding = backbone.Encode(GoldenSam2.Images(network), EncodeRequest.None);
        var prompts = new PromptBatch { Boxes = GoldenSam2.Tensor(network, "prompt.two_boxes").reshape(2, 4) };
        using var tokens = backbone.EncodePrompts(embedding, prompts);
        using var mixed = backbone.Mix(embedding, prompts, tokens);
        using var decoded = backbone.Network.Project(mixed, embedding["high_res_1"], embedding["high_res_0"], hypotheses: true);

        var masks = cat([decoded.Logits, decoded.Hypotheses!], 1);
        var loss =
            nn.functional.binary_cross_entropy_with_logits(masks, Disc(masks.shape[2]).expand(masks.shape))
            + decoded.Scores.square().mean()
            + nn.functional.binary_cross_entropy_with_logits(decoded.ObjectScore!, ones_like(decoded.ObjectScore!))
            + mixed.Tokens.narrow(1, 2, 4).square().mean();
        loss.backward();

        var numbers = GoldenSam2.Numbers(network).GetProperty("grad");
        Assert.Equal(numbers.GetProperty("loss").GetDouble(), loss.ToDouble(), 1e-5);
        var own = backbone.Network.named_parameters().ToDictionary(entry => entry.name, entry => entry.parameter);
        var norms = numbers.GetProperty("norms").EnumerateObject().Where(norm => own.ContainsKey(norm.Name)).ToList();
        // A box says nothing to the convolutions of mask prompts, which the reference leaves out.
        Assert.All(own.Keys.Except(norms.Select(norm => norm.Name)), name => Assert.StartsWith("sam_prompt_encoder.mask_downscaling.", name));
        foreach (var norm in norms)
        {
            // A null or 0 is a parameter that this loss does not reach.
            var expected = norm.Value.ValueKind == JsonValueKind.Null ? 0 : norm.Value.GetDouble();
            var found = own[norm.Name].grad is { } gradient ? gradient.norm().ToDouble() : 0;
            Assert.True(Math.Abs(expected - found) <= 1e-3 * expected + 1e-6, $"the gradient of {norm.Name} has the norm {found}, expected {expected}");
        }
        foreach (
            var name in new[]
            {
                "image_encoder.trunk.pos_embed",
                "image_encoder.trunk.pos_embed_window",
                "image_encoder.trunk.blocks.6.attn.qkv.bias",
                "image_encoder.trunk.blocks.6.norm1.weight",
                "image_encoder.neck.convs.0.conv.bias",
                "sam_mask_decoder.conv_s0.weight",
                "sam_mask_decoder.obj_score_token.weight",
                "sam_mask_decoder.transformer.layers.0.self_attn.q_proj.weight",
                "no_mem_embed",
            }
        )
        {
            var expected = GoldenSam2.Tensor(network, "grad." + name);
            var difference = (expected - own[name].grad!).abs().max().ToDouble();
            Assert.True(difference <= 1e-3 * expected.abs().max().ToDouble() + 1e-7, $"the gradient of {name} differs by {difference}");
        }
    }

    private static Tensor Disc(long side)
    {
        var rows = arange(side, ScalarType.Float32).view(-1, 1) - 0.5 * side;
        var columns = arange(side, ScalarType.Float32).view(1, -1) - 0.45 * side;
        return (rows.square() + columns.square() < Math.Pow(0.3 * side, 2)).to(ScalarType.Float32);
    }
}
