using DeferredSeg.Abstractions.Backbones;

namespace Backbones.MedSam.Tests;

public sealed class DecoderGoldenTests : ScopedTensorTest
{
    private const double Tolerance = 1e-4;

    public static TheoryData<string> Tags => ["box", "points", "points_box", "mask", "box_mask", "points_ignore"];

    public static TheoryData<string> Cases => ["box_sameB", "box_repeat", "points", "box_mask"];

    [Theory]
    [MemberData(nameof(Tags))]
    public void Prompts_are_encoded_as_the_originals(string tag)
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();

        using var tokens = backbone.Network.EncodePrompts(Prompts(tag), 2, 16, 16);

        GoldenMedSam.Close(Golden($"{tag}.sparse"), tokens.Sparse, Tolerance);
        var dense = Golden($"{tag}.dense");
        Assert.Equal([2, 64, 16, 16], tokens.Dense.shape);
        GoldenMedSam.Close(dense.expand(2, 64, 16, 16), tokens.Dense, Tolerance);
    }

    [Fact]
    public void Positions_in_the_embedding_equal_the_originals()
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();
        var encoder = (PromptEncoder)backbone.Network.named_children().Single(child => child.name == "prompt_encoder").module;

        GoldenMedSam.Close(Golden("pe.dense"), encoder.Grid(16, 16), Tolerance);
    }

    [Theory]
    [MemberData(nameof(Cases))]
    public void Masks_and_scores_equal_the_originals(string name)
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();
        var images = Images(name);
        using var tokens = backbone.Network.EncodePrompts(Prompts(name.StartsWith("box_s") || name.StartsWith("box_r") ? "box" : name), 2, 16, 16);
        using var mixed = backbone.Network.Mix(images, tokens);

        using var decoded = backbone.Network.Project(mixed, hypotheses: true);

        GoldenMedSam.Close(Golden($"dec.{name}.multi0.low_res"), decoded.Logits, Tolerance);
        GoldenMedSam.Close(Golden($"dec.{name}.multi1.low_res"), decoded.Hypotheses!, Tolerance);
        GoldenMedSam.Close(cat([Golden($"dec.{name}.multi0.iou"), Golden($"dec.{name}.multi1.iou")], 1), decoded.Scores, Tolerance);
    }

    [Fact]
    public void Mixed_tokens_and_features_equal_the_originals()
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();
        using var embedding = new Embedding([("image_embedding", GoldenMedSam.Embeddings())]);
        var prompts = new PromptBatch { ImageIndex = [0], Boxes = Golden("prompt.boxes")[..1] };

        using var tokens = backbone.EncodePrompts(embedding, prompts);
        using var mixed = backbone.Mix(embedding, prompts, tokens);
        using var output = backbone.Project(embedding, prompts, mixed);

        GoldenMedSam.Close(Golden("dec.transformer.queries"), mixed.Tokens, Tolerance);
        GoldenMedSam.Close(Golden("dec.transformer.keys"), mixed.Image.flatten(2).transpose(1, 2), Tolerance);
        GoldenMedSam.Close(Golden("dec.upscaled_embedding"), output.Features!, Tolerance);
    }

    [Fact]
    public void Logits_are_enlarged_to_the_input_as_in_the_originals_training()
    {
        using var backbone = GoldenMedSam.Backbone();
        using var frozen = no_grad();
        using var embedding = new Embedding([("image_embedding", GoldenMedSam.Embeddings())]);
        var prompts = new PromptBatch
        {
            ImageIndex = [0],
            Boxes = Golden("prompt.boxes")[..1],
            AllHypotheses = true,
        };

        using var output = backbone.Decode(embedding, prompts);

        // The reference's first mask is the first hypothesis.
        GoldenMedSam.Close(Golden("dec.box_sameB.multi1.low_res")[..1], Golden("post.low_res_in"), Tolerance);
        GoldenMedSam.Close(Golden("post.train_upsample_logits"), output.Hypotheses![.., 0], Tolerance);
        GoldenMedSam.Close(Golden("dec.box_sameB.multi1.iou")[..1], output.Scores!, Tolerance);
        Assert.Equal([1, 3, 1, 256, 256], output.Hypotheses!.shape);
    }

    private static Tensor Golden(string tensor) => GoldenMedSam.Tensor("prompt_decoder", tensor);

    // One image for both prompts, except where every image has its own.
    private static Tensor Images(string name) => name == "box_sameB" ? GoldenMedSam.Embeddings() : GoldenMedSam.Embeddings()[..1].expand(2, -1, -1, -1);

    private static PromptBatch Prompts(string tag) =>
        new()
        {
            Boxes = tag is "box" or "points_box" or "box_mask" ? Golden("prompt.boxes") : null,
            Points = tag.StartsWith("points") ? Golden("prompt.points") : null,
            PointLabels = tag.StartsWith("points") ? Golden(tag == "points_ignore" ? "prompt.labels_with_ignore" : "prompt.labels") : null,
            Masks = tag.EndsWith("mask") ? Golden("prompt.mask") : null,
        };
}
