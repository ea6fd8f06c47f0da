using DeferredSeg.Abstractions.Backbones;

namespace Backbones.MedSam.Tests;

public sealed class BackboneTests : ScopedTensorTest
{
    [Theory]
    [InlineData(32, 32)]
    [InlineData(48, 24)]
    [InlineData(8, 8)]
    [InlineData(16, 72)]
    public void Any_multiple_of_the_patch_is_taken(int height, int width)
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        using var frozen = no_grad();

        using var embedding = backbone.Encode(rand(2, 3, height, width), new(["block0", "block2"]));
        using var output = backbone.Decode(embedding, PromptBatch.None);

        Assert.Equal(["block0", "block2", "image_embedding"], embedding.Names);
        Assert.Equal([2, 12, height / 8, width / 8], embedding["block2"].shape);
        Assert.Equal([2, 1, height, width], output.Logits.shape);
        Assert.Equal([2, 2, height / 2, width / 2], output.Features!.shape);
        Assert.Equal([2, 1], output.Scores!.shape);
    }

    [Fact]
    public void Position_tables_of_another_size_are_interpolated()
    {
        // A table whose columns rise evenly is itself at any size, but for the rim.
        using var backbone = Evaluated(SmallNetwork.Options);
        using var frozen = no_grad();
        var table = backbone.Network.get_parameter("image_encoder.pos_embed")!;
        var images = rand(1, 3, 64, 64);
        var seen = new List<Tensor>();
        void First(int block, Tensor tokens)
        {
            if (block == 0)
                seen.Add(tokens.clone().DetachFromDisposeScope());
        }
        foreach (
            var parameter in backbone
                .Network.named_parameters()
                .Where(entry => entry.name.StartsWith("image_encoder.blocks.0.") && (entry.name.Contains("proj") || entry.name.Contains("lin2")))
        )
            parameter.parameter.zero_();
        table.copy_(arange(4).view(1, 1, 4, 1).expand(1, 4, 4, 12));
        using (backbone.Network.EncodeImages(images, First)) { }
        table.zero_();
        using (backbone.Network.EncodeImages(images, First)) { }

        var positions = (seen[0] - seen[1])[0, 3, .., 5];
        GoldenMedSam.Close(tensor(new[] { 0f, 0.25f, 0.75f, 1.25f, 1.75f, 2.25f, 2.75f, 3f }), positions, 1e-5);
        foreach (var tokens in seen)
            tokens.Dispose();
    }

    [Fact]
    public void One_embedding_serves_many_prompts_and_none_depends_on_its_neighbours()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        backbone.AddRoutingChannels(2);
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(3, 3, 32, 40), EncodeRequest.None);
        var boxes = rand(5, 4) * 16 + tensor(new float[] { 0, 0, 16, 16 });
        int[] images = [2, 0, 0, 1, 2];

        using var all = backbone.Decode(embedding, new() { ImageIndex = images, Boxes = boxes });
        for (var row = 0; row < images.Length; row++)
        {
            using var one = backbone.Decode(embedding, new() { ImageIndex = [images[row]], Boxes = boxes.narrow(0, row, 1) });
            GoldenMedSam.Close(one.Logits[0], all.Logits[row], 1e-5, $"seed {Seed}, row {row}");
            GoldenMedSam.Close(one.RoutingLogits![0], all.RoutingLogits![row], 1e-5, $"seed {Seed}, row {row}");
            GoldenMedSam.Close(one.PredictorLogit![0], all.PredictorLogit![row], 1e-5, $"seed {Seed}, row {row}");
        }
    }

    [Fact]
    public void No_results_asked_for_are_no_results()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        backbone.AddRoutingChannels(2);
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(2, 3, 16, 16), EncodeRequest.None);

        using var none = backbone.Decode(embedding, new() { ImageIndex = [] });
        using var boxes = backbone.Decode(embedding, new() { ImageIndex = [], Boxes = zeros(0, 4) });

        Assert.Equal([0, 1, 16, 16], none.Logits.shape);
        Assert.Equal([0, 1, 3, 16, 16], boxes.RoutingLogits!.shape);
    }

    [Fact]
    public void Decoding_without_a_prompt_is_decoding_with_a_box_around_the_image()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        using var without = Evaluated(SmallNetwork.Options with { WholeImageBox = false });
        using var frozen = no_grad();
        foreach (var (name, tensor) in without.Network.state_dict())
            tensor.copy_(backbone.Network.state_dict()[name]);
        using var embedding = backbone.Encode(rand(1, 3, 24, 32), EncodeRequest.None);

        using var none = backbone.Decode(embedding, PromptBatch.None);
        using var box = backbone.Decode(embedding, new() { Boxes = tensor(new float[] { 0, 0, 32, 24 }).view(1, 4) });
        using var bare = without.EncodePrompts(embedding, PromptBatch.None);

        GoldenMedSam.Close(box.Logits, none.Logits, 0);
        Assert.Equal([1, 0, 16], bare.Sparse.shape);
    }

    [Fact]
    public void All_hypotheses_are_three_and_the_logits_stay_the_single_answer()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(2, 3, 16, 16), EncodeRequest.None);
        var points = new PromptBatch { Points = rand(2, 3, 2) * 16, PointLabels = tensor(new long[] { 1, 0, -1, 1, 1, 0 }).view(2, 3) };

        using var one = backbone.Decode(embedding, points);
        using var all = backbone.Decode(embedding, points with { AllHypotheses = true });

        Assert.Null(one.Hypotheses);
        Assert.Equal([2, 3, 1, 16, 16], all.Hypotheses!.shape);
        Assert.Equal([2, 3], all.Scores!.shape);
        GoldenMedSam.Close(one.Logits, all.Logits, 0);
    }

    [Theory]
    [InlineData(
        DecoderTraining.Whole,
        false,
        "image_encoder.;prompt_encoder.;mask_decoder.output_hypernetworks_mlps.1.;mask_decoder.output_hypernetworks_mlps.2.;mask_decoder.output_hypernetworks_mlps.3.;mask_decoder.iou_prediction_head."
    )]
    [InlineData(DecoderTraining.Whole, true, "image_encoder.;prompt_encoder.")]
    [InlineData(DecoderTraining.RoutingOnly, false, "image_encoder.;prompt_encoder.;mask_decoder.")]
    public void Frozen_parts_are_declared_and_frozen(DecoderTraining training, bool hypotheses, string expected)
    {
        using var backbone = new MedSamBackbone(SmallNetwork.Options with { DecoderTraining = training, TrainHypotheses = hypotheses });
        backbone.AddRoutingChannels(1);

        Assert.Equal(expected.Split(';'), backbone.Describe().FrozenParts);
        foreach (var (name, parameter) in backbone.Network.named_parameters())
            Assert.Equal(!expected.Split(';').Any(name.StartsWith), parameter.requires_grad);
    }

    [Fact]
    public void Routing_alone_can_be_trained()
    {
        using var backbone = new MedSamBackbone(
            SmallNetwork.Options with
            {
                DecoderTraining = DecoderTraining.RoutingOnly,
                RoutingTokens = RoutingTokens.Observing,
            }
        );
        backbone.AddRoutingChannels(2);
        using var embedding = backbone.Encode(rand(1, 3, 16, 16), EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);

        output.Logits.sum().backward(retain_graph: true);
        Assert.Equal(0, backbone.Network.get_parameter("routing_tokens.weight")!.grad!.abs().max().ToDouble());
        (output.RoutingLogits!.square().sum() + output.PredictorLogit!.square().sum()).backward();

        foreach (var (name, parameter) in backbone.Network.named_parameters())
            Assert.True(parameter.grad is not null == (name.StartsWith("routing_") || name.StartsWith("deferral_")), name);
    }

    [Fact]
    public void Wrong_prompts_are_refused()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        using var embedding = backbone.Encode(rand(2, 3, 16, 16), EncodeRequest.None);

        Refused("Boxes of Float32 [2, 4] are expected, not Float64 [2, 4]", new() { Boxes = zeros(2, 4, ScalarType.Float64) });
        Refused("Boxes of Float32 [2, 4] are expected, not Float32 [2, 1, 4]", new() { Boxes = zeros(2, 1, 4) });
        Refused("Points of Float32 [2, N, 2] are expected", new() { Points = zeros(2, 3, 3), PointLabels = zeros(2, 3, ScalarType.Int64) });
        Refused("PointLabels of Int64 [2, 3] are expected", new() { Points = zeros(2, 3, 2), PointLabels = zeros(2, 2, ScalarType.Int64) });
        Refused("PointLabels has 2; expected 1 in the target", new() { Points = zeros(2, 1, 2), PointLabels = full([2, 1], 2, ScalarType.Int64) });
        Refused("Masks of Float32 [2, 1, 8, 8] are expected", new() { Masks = zeros(2, 1, 16, 16) });
        Refused("name image 2", new() { ImageIndex = [2] });

        void Refused(string expected, PromptBatch prompts) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => backbone.Decode(embedding, prompts)).Message);
    }

    [Fact]
    public void A_cancelled_encoding_stops()
    {
        using var backbone = Evaluated(SmallNetwork.Options);

        Assert.Throws<OperationCanceledException>(() => backbone.Encode(rand(1, 3, 16, 16), EncodeRequest.None, new CancellationToken(canceled: true)));
    }

    [Fact]
    public void In_bfloat16_results_are_float32_and_differ_little()
    {
        using var backbone = GoldenMedSam.Backbone();
        using var coarse = GoldenMedSam.Backbone(GoldenMedSam.Options with { Precision = EncoderPrecision.Bfloat16 });
        using var frozen = no_grad();
        using var embedding = backbone.Encode(GoldenMedSam.Images(), EncodeRequest.None);
        using var rough = coarse.Encode(GoldenMedSam.Images(), EncodeRequest.None);

        Assert.Equal(ScalarType.Float32, rough["image_embedding"].dtype);
        var difference = (rough["image_embedding"] - embedding["image_embedding"]).norm().ToDouble() / embedding["image_embedding"].norm().ToDouble();
        Assert.InRange(difference, 1e-5, 0.02);
    }

    private static MedSamBackbone Evaluated(MedSamOptions options)
    {
        var backbone = new MedSamBackbone(options);
        backbone.Network.eval();
        return backbone;
    }
}
