using DeferredSeg.Abstractions.Backbones;

namespace Backbones.MedSam.Tests;

public sealed class GradientGoldenTests : ScopedTensorTest
{
    [Fact]
    public void Gradients_equal_the_originals()
    {
        using var backbone = GoldenMedSam.Backbone();
        foreach (var parameter in backbone.Network.parameters())
            parameter.requires_grad = true;
        using var embedding = backbone.Encode(GoldenMedSam.Images(), EncodeRequest.None);
        using var output = backbone.Decode(embedding, new() { Boxes = GoldenMedSam.Tensor("prompt_decoder", "prompt.boxes") });

        var loss = nn.functional.binary_cross_entropy_with_logits(output.Logits, Target(256));
        loss.backward();

        Assert.Equal(GoldenMedSam.Numbers.GetProperty("bce_loss_at_input_size").GetDouble(), loss.ToDouble(), 1e-5);
        foreach (var norm in GoldenMedSam.Numbers.GetProperty("grad_norms").EnumerateObject())
        {
            // A null or 0 is a parameter that this loss does not reach.
            var expected = norm.Value.ValueKind == System.Text.Json.JsonValueKind.Null ? 0 : norm.Value.GetDouble();
            var found = backbone.Network.get_parameter(norm.Name)!.grad is { } gradient ? gradient.norm().ToDouble() : 0;
            Assert.True(Math.Abs(expected - found) <= 1e-3 * expected + 1e-6, $"the gradient of {norm.Name} has the norm {found}, expected {expected}");
        }
        foreach (
            var name in new[]
            {
                "image_encoder.blocks.0.attn.rel_pos_h",
                "image_encoder.blocks.1.attn.rel_pos_w",
                "image_encoder.neck.1.weight",
                "mask_decoder.mask_tokens.weight",
                "mask_decoder.iou_token.weight",
                "mask_decoder.output_hypernetworks_mlps.0.layers.2.weight",
                "prompt_encoder.point_embeddings.2.weight",
                "mask_decoder.output_upscaling.1.weight",
            }
        )
        {
            var expected = GoldenMedSam.Tensor("grads", name);
            GoldenMedSam.Close(expected, backbone.Network.get_parameter(name)!.grad!, 1e-3 * expected.abs().max().ToDouble() + 1e-7, name);
        }
    }

    // As the reference describes it: a rectangle in each image.
    private static Tensor Target(int size)
    {
        var target = zeros(2, 1, size, size);
        target[0, 0, (size / 5)..(size / 2), (size / 4)..(size / 2)] = ones(1);
        target[1, 0, (size / 2).., ..(size / 3)] = ones(1);
        return target;
    }
}
