using DeferredSeg.Engine.Cache;

namespace Backbones.Sam2.Tests;

public sealed class BackboneTests : ScopedTensorTest
{
    [Theory]
    [InlineData(32, 32)]
    [InlineData(64, 32)]
    [InlineData(96, 128)]
    public void Any_multiple_of_its_size_is_taken(int height, int width)
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        using var frozen = no_grad();

        using var embedding = backbone.Encode(rand(2, 3, height, width), new(["block0", "block4"]));
        using var output = backbone.Decode(embedding, PromptBatch.None);

        Assert.Equal(["block0", "block4", "image_embedding", "high_res_1", "high_res_0"], embedding.Names);
        Assert.Equal([2, 8, height / 4, width / 4], embedding["block0"].shape);
        Assert.Equal([2, 64, height / 32, width / 32], embedding["block4"].shape);
        Assert.Equal([2, 4, height / 8, width / 8], embedding["high_res_1"].shape);
        Assert.Equal([2, 1, height, width], output.Logits.shape);
        Assert.Equal([2, 2, height / 4, width / 4], output.Features!.shape);
        Assert.Equal([2, 1], output.Extras["object_score"].shape);
    }

    [Theory]
    [InlineData(32)]
    [InlineData(96)]
    public void Described_maps_are_the_blocks(int side)
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        using var frozen = no_grad();
        var maps = backbone.Describe().Features;

        using var embedding = backbone.Encode(rand(1, 3, side, side), new([.. maps.Select(map => map.Name)]));

        Assert.Equal(5, maps.Count);
        foreach (var map in maps)
            Assert.Equal([1, map.Channels, side / map.Stride, side / map.Stride], embedding[map.Name].shape);
    }

    [Fact]
    public void An_image_whose_sides_do_not_halve_to_the_end_is_refused()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        using var other = Evaluated(SmallNetwork.Options with { Windows = [6, 4, 6, 3] });

        var thrown = Assert.Throws<ArgumentException>(() => backbone.Encode(rand(1, 3, 48, 64), EncodeRequest.None));
        Assert.Contains("multiples of 32", thrown.Message);
        // The fine position table of 6 by 6 tokens, 24 pixels, fits whole into 96 only.
        Assert.Equal(96, other.Describe().Input.SizeMultiple);
    }

    [Fact]
    public void One_embedding_serves_many_prompts_and_none_depends_on_its_neighbours()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        backbone.AddRoutingChannels(2);
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(3, 3, 32, 64), EncodeRequest.None);
        var boxes = rand(5, 4) * 16 + tensor(new float[] { 0, 0, 16, 16 });
        int[] images = [2, 0, 0, 1, 2];

        using var all = backbone.Decode(embedding, new() { ImageIndex = images, Boxes = boxes });
        for (var row = 0; row < images.Length; row++)
        {
            using var one = backbone.Decode(embedding, new() { ImageIndex = [images[row]], Boxes = boxes.narrow(0, row, 1) });
            GoldenSam2.Close(one.Logits[0], all.Logits[row], 1e-5, $"seed {Seed}, row {row}");
            GoldenSam2.Close(one.RoutingLogits![0], all.RoutingLogits![row], 1e-5, $"seed {Seed}, row {row}");
            GoldenSam2.Close(one.PredictorLogit![0], all.PredictorLogit![row], 1e-5, $"seed {Seed}, row {row}");
        }
    }

    [Fact]
    public void A_kept_embedding_decodes_to_the_same_bits()
    {
        var folder = Directory.CreateTempSubdirectory("deferredseg").FullName;
        using var backbone = Evaluated(SmallNetwork.Options);
        using var frozen = no_grad();
        var image = rand(1, 3, 32, 64);
        using var fresh = backbone.Encode(image, EncodeRequest.None);
        using var expected = backbone.Decode(fresh, PromptBatch.None);
        try
        {
            for (var time = 0; time < 2; time++)
            {
                var cache = new EmbeddingCache(new(MemoryMiB: 0, Folder: folder));
                using var kept = cache.Get(new string('a', 64), () => backbone.Encode(image, EncodeRequest.None), CPU);
                using var output = backbone.Decode(kept, PromptBatch.None);

                Assert.Equal((time, 1 - time), (cache.Hits, cache.Misses));
                Assert.Equal(fresh.Names, kept.Names);
                GoldenSam2.Close(expected.Logits, output.Logits, 0);
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    [Fact]
    public void No_results_asked_for_are_no_results()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        backbone.AddRoutingChannels(2);
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(2, 3, 32, 32), EncodeRequest.None);

        using var none = backbone.Decode(embedding, new() { ImageIndex = [] });
        using var boxes = backbone.Decode(
            embedding,
            new()
            {
                ImageIndex = [],
                Boxes = zeros(0, 4),
                AllHypotheses = true,
            }
        );

        Assert.Equal([0, 1, 32, 32], none.Logits.shape);
        Assert.Equal([0, 3, 1, 32, 32], boxes.Hypotheses!.shape);
        Assert.Equal([0, 1, 3, 32, 32], boxes.RoutingLogits!.shape);
    }

    [Fact]
    public void Decoding_without_a_prompt_is_decoding_with_a_box_around_the_image()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        using var without = Evaluated(SmallNetwork.Options with { WholeImageBox = false });
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(1, 3, 32, 64), EncodeRequest.None);

        using var none = backbone.Decode(embedding, PromptBatch.None);
        using var box = backbone.Decode(embedding, new() { Boxes = tensor(new float[] { 0, 0, 64, 32 }).view(1, 4) });
        using var bare = without.EncodePrompts(embedding, PromptBatch.None);

        GoldenSam2.Close(box.Logits, none.Logits, 0);
        // Two empty points, the same.
        Assert.Equal([1, 2, 16], bare.Sparse.shape);
        GoldenSam2.Close(bare.Sparse[.., 0], bare.Sparse[.., 1], 0);
    }

    [Fact]
    public void An_unstable_answer_gives_way_in_evaluation_alone()
    {
        // Nothing lies above so high a logit and everything above its negative: every answer's stability is 0.
        using var backbone = new Sam2Backbone(SmallNetwork.Options with { StabilityDelta = 1000, StabilityThreshold = 1 });
        using var frozen = no_grad();
        using var embedding = backbone.Encode(rand(3, 3, 32, 32), EncodeRequest.None);

        backbone.Network.train();
        using var training = backbone.Decode(embedding, new() { AllHypotheses = true });
        backbone.Network.eval();
        using var evaluation = backbone.Decode(embedding, new() { AllHypotheses = true });
        using var alone = backbone.Decode(embedding, PromptBatch.None);

        GoldenSam2.Close(training.Hypotheses!, evaluation.Hypotheses!, 1e-6);
        for (var row = 0; row < 3; row++)
        {
            var best = (int)evaluation.Scores![row].argmax().ToInt64();
            GoldenSam2.Close(evaluation.Hypotheses![row, best], evaluation.Logits[row], 0);
            Assert.Equal(evaluation.Scores[row, best].ToSingle(), alone.Scores![row, 0].ToSingle());
        }
        Assert.True((training.Logits - evaluation.Logits).abs().max().ToDouble() > 1e-4);
        GoldenSam2.Close(alone.Logits, evaluation.Logits, 0);
    }

    [Theory]
    [InlineData(
        DecoderTraining.Whole,
        false,
        "image_encoder.;no_mem_embed;sam_mask_decoder.conv_s0.;sam_mask_decoder.conv_s1.;sam_prompt_encoder.;sam_mask_decoder.output_hypernetworks_mlps.1.;sam_mask_decoder.output_hypernetworks_mlps.2.;sam_mask_decoder.output_hypernetworks_mlps.3.;sam_mask_decoder.iou_prediction_head.;sam_mask_decoder.pred_obj_score_head."
    )]
    [InlineData(DecoderTraining.Whole, true, "image_encoder.;no_mem_embed;sam_mask_decoder.conv_s0.;sam_mask_decoder.conv_s1.;sam_prompt_encoder.")]
    [InlineData(
        DecoderTraining.RoutingOnly,
        false,
        "image_encoder.;no_mem_embed;sam_mask_decoder.conv_s0.;sam_mask_decoder.conv_s1.;sam_prompt_encoder.;sam_mask_decoder."
    )]
    public void Frozen_parts_are_declared_and_frozen(DecoderTraining training, bool hypotheses, string expected)
    {
        using var backbone = new Sam2Backbone(SmallNetwork.Options with { DecoderTraining = training, TrainHypotheses = hypotheses });
        backbone.AddRoutingChannels(1);

        Assert.Equal(expected.Split(';'), backbone.Describe().FrozenParts);
        foreach (var (name, parameter) in backbone.Network.named_parameters())
            Assert.Equal(!expected.Split(';').Any(name.StartsWith), parameter.requires_grad);
    }

    [Fact]
    public void Where_the_image_encoder_trains_all_of_it_does()
    {
        using var backbone = new Sam2Backbone(SmallNetwork.Options with { FreezeImageEncoder = false });
        using var embedding = backbone.Encode(rand(2, 3, 64, 64), EncodeRequest.None);
        using var output = backbone.Decode(embedding, PromptBatch.None);

        output.Logits.square().mean().backward();

        foreach (var (name, parameter) in backbone.Network.named_parameters())
            Assert.True(parameter.requires_grad == parameter.grad is not null, name);
        Assert.Equal(["sam_prompt_encoder."], backbone.Describe().FrozenParts.Where(part => !part.Contains("mask_decoder")));
    }

    [Fact]
    public void Routing_alone_can_be_trained()
    {
        using var backbone = new Sam2Backbone(
            SmallNetwork.Options with
            {
                DecoderTraining = DecoderTraining.RoutingOnly,
                RoutingTokens = RoutingTokens.Observing,
            }
        );
        backbone.AddRoutingChannels(2);
        using var embedding = backbone.Encode(rand(1, 3, 32, 32), EncodeRequest.None);
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
        using var embedding = backbone.Encode(rand(2, 3, 32, 32), EncodeRequest.None);

        Refused("Boxes of Float32 [2, 4] are expected, not Float64 [2, 4]", new() { Boxes = zeros(2, 4, ScalarType.Float64) });
        Refused("PointLabels has 3; expected 1 in the target", new() { Points = zeros(2, 1, 2), PointLabels = full([2, 1], 3, ScalarType.Int64) });
        Refused("Masks of Float32 [2, 1, 8, 8] are expected", new() { Masks = zeros(2, 1, 16, 16) });
        Refused("name image 2", new() { ImageIndex = [2] });

        void Refused(string expected, PromptBatch prompts) =>
            Assert.Contains(expected, Assert.Throws<ArgumentException>(() => backbone.Decode(embedding, prompts)).Message);
    }

    [Fact]
    public void An_embedding_of_another_network_is_refused()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        using var embedding = new Embedding([("image_embedding", rand(1, 16, 2, 2))]);

        Assert.Contains("high_res_1", Assert.Throws<ArgumentException>(() => backbone.Decode(embedding, PromptBatch.None)).Message);
    }

    [Fact]
    public void A_cancelled_encoding_stops()
    {
        using var backbone = Evaluated(SmallNetwork.Options);

        Assert.Throws<OperationCanceledException>(() => backbone.Encode(rand(1, 3, 32, 32), EncodeRequest.None, new CancellationToken(canceled: true)));
    }

    [Theory]
    [InlineData("tiny21")]
    [InlineData("variant")]
    public void In_bfloat16_results_are_float32_and_differ_little(string network)
    {
        using var backbone = GoldenSam2.Backbone(network);
        using var coarse = GoldenSam2.Backbone(network, options => options with { Precision = EncoderPrecision.Bfloat16 });
        using var frozen = no_grad();
        using var embedding = backbone.Encode(GoldenSam2.Images(network), EncodeRequest.None);
        using var rough = coarse.Encode(GoldenSam2.Images(network), EncodeRequest.None);

        foreach (var name in embedding.Names)
        {
            Assert.Equal(ScalarType.Float32, rough[name].dtype);
            var difference = (rough[name] - embedding[name]).norm().ToDouble() / embedding[name].norm().ToDouble();
            Assert.InRange(difference, 1e-5, 0.02);
        }
    }

    [Fact]
    public void Images_of_every_kind_are_prepared_by_their_own_range()
    {
        using var backbone = Evaluated(SmallNetwork.Options);
        var levels = arange(64, ScalarType.Float32).view(1, 8, 8);
        var mean = tensor(new[] { 0.485f, 0.456f, 0.406f }).view(1, 3, 1, 1);
        var deviation = tensor(new[] { 0.229f, 0.224f, 0.225f }).view(1, 3, 1, 1);
        Tensor Values(Tensor image)
        {
            using var prepared = backbone.Preprocess(image, 8, 8);
            Assert.Equal([1, 3, 8, 8], prepared.shape);
            return prepared * deviation + mean;
        }

        GoldenSam2.Close((levels / 255).expand(1, 3, 8, 8), Values(levels.to(ScalarType.Byte)), 1e-6);
        GoldenSam2.Close((levels * 700 / 65535).expand(1, 3, 8, 8), Values((levels * 700).to(ScalarType.Int32)), 1e-6);
        GoldenSam2.Close((levels / 63).expand(1, 3, 8, 8), Values(levels * 30 - 1000), 1e-6);
        Assert.InRange(Values(full([1, 8, 8], -7f)).abs().max().ToDouble(), 0, 1e-6);
        Assert.Throws<ArgumentException>(() => backbone.Preprocess(levels, 0, 8));
        Assert.Throws<ArgumentException>(() => Sam2Image.ScaleCoordinates(zeros(2, 2), 0, 8));
    }

    private static Sam2Backbone Evaluated(Sam2Options options)
    {
        var backbone = new Sam2Backbone(options);
        backbone.Network.eval();
        return backbone;
    }
}
