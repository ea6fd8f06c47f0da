using DeferredSeg.Abstractions.Backbones;

namespace Backbones.MedSam.Tests;

public sealed class DeferredGoldenTests : ScopedTensorTest
{
    private const double Tolerance = 1e-4;

    [Theory]
    [InlineData("pth")]
    [InlineData("safetensors")]
    public void Appended_routing_equals_the_reference(string extension)
    {
        using var backbone = GoldenMedSam.Deferred(extension: extension);
        using var frozen = no_grad();
        using var tokens = backbone.Network.EncodePrompts(Boxes(), 2, 16, 16);
        GoldenMedSam.Close(Golden("sparse"), tokens.Sparse, Tolerance);
        using var mixed = backbone.Network.Mix(backbone.Network.EncodeImages(GoldenMedSam.Images()), tokens);

        using var decoded = backbone.Network.Project(mixed, hypotheses: true);

        GoldenMedSam.Close(Golden("routing_logits"), decoded.Routing!, Tolerance, "routing");
        GoldenMedSam.Close(Golden("predictor_logit"), decoded.Predictor!, Tolerance, "predictor");
        GoldenMedSam.Close(Golden("native_masks"), cat([decoded.Logits, decoded.Hypotheses!], 1), Tolerance, "masks");
        GoldenMedSam.Close(Golden("iou"), decoded.Scores, Tolerance, "scores");
        GoldenMedSam.Close(Golden("routing_prob"), decoded.Routing!.softmax(1), Tolerance);
        GoldenMedSam.Close(Golden("predictor_prob"), decoded.Predictor!.sigmoid(), Tolerance);
    }

    [Fact]
    public void Routing_through_the_contract_is_of_the_logits_size()
    {
        using var backbone = GoldenMedSam.Deferred();
        using var frozen = no_grad();
        using var embedding = backbone.Encode(GoldenMedSam.Images(), EncodeRequest.None);

        using var output = backbone.Decode(embedding, Boxes());

        Assert.Equal([2, 1, 256, 256], output.Logits.shape);
        GoldenMedSam.Close(Enlarged("routing_logits").unsqueeze(1), output.RoutingLogits!, Tolerance);
        GoldenMedSam.Close(Enlarged("predictor_logit"), output.PredictorLogit!, Tolerance);
        GoldenMedSam.Close(Enlarged("native_masks")[.., ..1], output.Logits, Tolerance);
    }

    [Fact]
    public void Appended_tokens_change_the_native_masks_as_much_as_the_reference_says()
    {
        var change = GoldenMedSam
            .Numbers.GetProperty("report")
            .GetProperty("deferred.native_mask_change_when_routing_tokens_are_appended")
            .GetProperty("max_abs")
            .GetDouble();
        using var native = GoldenMedSam.Backbone();
        using var frozen = no_grad();
        using var tokens = native.Network.EncodePrompts(Boxes(), 2, 16, 16);
        using var mixed = native.Network.Mix(GoldenMedSam.Embeddings(), tokens);
        using var decoded = native.Network.Project(mixed, hypotheses: true);

        var found = (cat([decoded.Logits, decoded.Hypotheses!], 1) - Golden("native_masks")).abs().max().ToDouble();

        Assert.Equal(change, found, Tolerance);
    }

    private static PromptBatch Boxes() => new() { Boxes = GoldenMedSam.Tensor("prompt_decoder", "prompt.boxes") };

    private static Tensor Golden(string name) => GoldenMedSam.Tensor("deferred", "deferred." + name);

    private static Tensor Enlarged(string name) => nn.functional.interpolate(Golden(name), [256, 256], mode: InterpolationMode.Bilinear, align_corners: false);
}
