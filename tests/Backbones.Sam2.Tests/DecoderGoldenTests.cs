namespace Backbones.Sam2.Tests;

public sealed class DecoderGoldenTests : ScopedTensorTest
{
    private const double Tolerance = GoldenSam2.DecoderTolerance;

    public static TheoryData<string> Networks => GoldenSam2.Networks;

    public static TheoryData<string, string> Cases
    {
        get
        {
            var cases = new TheoryData<string, string>();
            foreach (var network in new[] { "tiny21", "variant" })
            {
                foreach (var name in GoldenPrompts.Cases)
                    cases.Add(network, name);
            }
            return cases;
        }
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Prompts_are_encoded_as_the_originals(string network, string name)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var frozen = no_grad();
        var image = Image(network);

        using var tokens = backbone.Network.EncodePrompts(GoldenPrompts.Of(network, name), 1, image.shape[2], image.shape[3]);

        GoldenSam2.Close(network, $"{name}.sparse", tokens.Sparse, GoldenSam2.EncoderTolerance);
        Assert.Equal(image.shape, tokens.Dense.shape);
        GoldenSam2.Close(GoldenSam2.Tensor(network, $"{name}.dense").expand(image.shape), tokens.Dense, GoldenSam2.EncoderTolerance, "dense");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Positions_in_the_embedding_equal_the_originals(string network)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var frozen = no_grad();
        var encoder = (PromptEncoder)backbone.Network.named_children().Single(child => child.name == "sam_prompt_encoder").module;
        var image = Image(network);

        GoldenSam2.Close(network, "pe.dense", encoder.Grid(image.shape[2], image.shape[3]), GoldenSam2.EncoderTolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Masks_scores_and_tokens_equal_the_originals(string network, string name)
    {
        // Without the fallback, so that all four masks are the decoder's own.
        using var backbone = GoldenSam2.Backbone(network, options => options with { StabilityFallback = false });
        using var frozen = no_grad();
        using var mixed = Mixed(backbone, network, name);

        using var decoded = Project(backbone, network, mixed);

        var expected = GoldenSam2.Tensor(network, $"{name}.all_masks");
        var found = cat([decoded.Logits, decoded.Hypotheses!], 1);
        GoldenSam2.Close(expected, GoldenSam2.Strided(found, (int)(found.shape[2] / expected.shape[2])), Tolerance, "all_masks");
        GoldenSam2.Close(network, $"{name}.all_iou", decoded.Scores, Tolerance);
        GoldenSam2.Close(network, $"{name}.object_score", decoded.ObjectScore!, Tolerance);
        GoldenSam2.Close(network, $"{name}.mask_tokens", mixed.Tokens.narrow(1, 2, 4), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void An_unstable_answer_gives_way_as_in_the_original(string network, string name)
    {
        using var published = GoldenSam2.Backbone(network);
        var second = GoldenSam2.Numbers(network).GetProperty("dynamic2");
        var (delta, threshold) = (second.GetProperty("delta").GetDouble(), second.GetProperty("thresh").GetDouble());
        using var other = GoldenSam2.Backbone(network, options => options with { StabilityDelta = delta, StabilityThreshold = threshold });
        using var frozen = no_grad();
        using var mixed = Mixed(published, network, name);
        var numbers = GoldenSam2.Numbers(network).GetProperty("cases").GetProperty(name);

        using var decoded = Project(published, network, mixed);
        using var decodedOtherwise = Project(other, network, mixed);

        GoldenSam2.Close(network, $"{name}.single_dynamic.iou", decoded.Scores[.., ..1], Tolerance);
        GoldenSam2.Close(network, $"{name}.single_dynamic2.iou", decodedOtherwise.Scores[.., ..1], Tolerance);
        // The mask is that of the score: the decoder's first one, or the hypothesis with the best.
        var isStable = numbers.GetProperty("dynamic2_stable").GetBoolean();
        var masks = cat([First(network, mixed), decoded.Hypotheses!], 1);
        var best = (int)decoded.Scores[.., 1..].argmax(1).ToInt64();
        GoldenSam2.Close(masks[.., isStable ? 0 : 1 + best].unsqueeze(1), decodedOtherwise.Logits, 0, "the answer");
        GoldenSam2.Close(decoded.Scores[.., 1..], decodedOtherwise.Scores[.., 1..], 0, "the hypotheses' scores");
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Stability_equals_the_originals(string network)
    {
        var fallback = new StabilityFallback(0.05, 0.98);
        foreach (var one in GoldenSam2.Numbers(network).GetProperty("cases").EnumerateObject())
        {
            var masks = GoldenSam2.Tensor(network, $"{one.Name}.all_masks");
            if (masks.shape[2] * 4 != GoldenSam2.Images(network).shape[2])
                continue;
            var expected = tensor(one.Value.GetProperty("stability").EnumerateArray().Select(value => value.GetSingle()).ToArray()).view(1, 4);
            GoldenSam2.Close(expected, fallback.Stability(masks), 1e-6, one.Name);
        }
        Assert.Equal(1, fallback.Stability(full([1, 1, 4, 4], -1)).ToDouble());
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Mixed_tokens_image_and_features_equal_the_originals(string network)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var frozen = no_grad();
        using var embedding = Embedding(network);
        var prompts = GoldenPrompts.Of(network, "point");

        using var tokens = backbone.EncodePrompts(embedding, prompts);
        using var mixed = backbone.Mix(embedding, prompts, tokens);
        using var output = backbone.Project(embedding, prompts, mixed);

        GoldenSam2.Close(network, "point.transformer.queries", mixed.Tokens, Tolerance);
        GoldenSam2.Close(network, "point.transformer.keys", mixed.Image.flatten(2).transpose(1, 2), Tolerance);
        GoldenSam2.Close(network, "point.upscaled", output.Features!, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void Each_image_has_its_prompt_or_one_image_several(string network)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var frozen = no_grad();
        using var embedding = backbone.Encode(GoldenSam2.Images(network), EncodeRequest.None);
        var boxes = GoldenSam2.Tensor(network, "prompt.two_boxes").reshape(2, 4);

        using var each = backbone.Decode(embedding, new() { Boxes = boxes });
        using var several = backbone.Decode(
            embedding,
            new()
            {
                ImageIndex = [0, 0],
                Boxes = boxes,
                AllHypotheses = true,
            }
        );

        GoldenSam2.Close(network, "two_images.low_res", each.Extras["low_res_logits"], Tolerance);
        GoldenSam2.Close(network, "two_images.iou", each.Extras["iou"], Tolerance);
        GoldenSam2.Close(network, "two_boxes.low_res", GoldenSam2.Strided(several.Extras["low_res_logits"], 2), Tolerance);
        GoldenSam2.Close(network, "two_boxes.iou", several.Scores!, Tolerance);
    }

    [Theory]
    [MemberData(nameof(Networks))]
    public void A_module_between_mixing_and_projecting_changes_masks_alone(string network)
    {
        using var backbone = GoldenSam2.Backbone(network, options => options with { StabilityFallback = false });
        using var frozen = no_grad();
        using var mixed = Mixed(backbone, network, "point");
        using var changed = mixed with { Image = GoldenSam2.Tensor(network, "insert.x_enhanced") };

        using var decoded = Project(backbone, network, changed);

        GoldenSam2.Close(network, "insert.all_masks", cat([decoded.Logits, decoded.Hypotheses!], 1), Tolerance);
        GoldenSam2.Close(network, "insert.all_iou", decoded.Scores, Tolerance);
        GoldenSam2.Close(network, "insert.object_score", decoded.ObjectScore!, Tolerance);
    }

    private static Tensor Image(string network) => GoldenSam2.Tensor(network, "image_embed")[..1];

    private static Embedding Embedding(string network) =>
        new([("image_embedding", Image(network)), ("high_res_1", GoldenSam2.Tensor(network, "fpn.s1")), ("high_res_0", GoldenSam2.Tensor(network, "fpn.s0"))]);

    private static MixedTokens Mixed(Sam2Backbone backbone, string network, string name)
    {
        var image = Image(network);
        using var tokens = backbone.Network.EncodePrompts(GoldenPrompts.Of(network, name), 1, image.shape[2], image.shape[3]);
        return backbone.Network.Mix(image, tokens);
    }

    private static DecodedMasks Project(Sam2Backbone backbone, string network, MixedTokens mixed) =>
        backbone.Network.Project(mixed, GoldenSam2.Tensor(network, "fpn.s1"), GoldenSam2.Tensor(network, "fpn.s0"), hypotheses: true);

    private static Tensor First(string network, MixedTokens mixed)
    {
        using var backbone = GoldenSam2.Backbone(network, options => options with { StabilityFallback = false });
        var decoded = Project(backbone, network, mixed);
        return decoded.Logits;
    }
}
