using DeferredSeg.Engine.Weights;
using DeferredSeg.Formats.Safetensors;
using TorchSharp;
using static TorchSharp.torch;

namespace DeferredSeg.Host.Tests.Commands.Forward;

/// <summary>The reduced MedSAM of the golden files through the command. Tolerances are those of their README.</summary>
public sealed class MedSamTests : IDisposable
{
    private const string Name = "vit_d4_w7";
    private const double Tolerance = 1e-4;

    private readonly ForwardFiles _files = new();

    public MedSamTests() =>
        File.WriteAllText(
            Options,
            """
            { "backbone": { "id": "MedSam", "options": { "width": 80, "depth": 4, "heads": 4, "globalBlocks": [1, 3], "imageSize": 256, "window": 7, "embeddingChannels": 64, "decoderHeads": 4, "decoderMlp": 128, "scoreChannels": 64 } } }
            """
        );

    private string Options => _files.Of("options.json");

    public void Dispose() => _files.Dispose();

    [Theory]
    [InlineData("box", "box_sameB", 2)]
    [InlineData("box", "box_repeat", 1)]
    [InlineData("box_b1", "box_sameB", 2)]
    [InlineData("points", "points", 1)]
    [InlineData("box_mask", "box_mask", 1)]
    public void Embeddings_prompts_masks_and_scores_equal_the_originals(string tag, string decoded, int images)
    {
        Write(tag, images);

        Succeed("--steps", "--no-features");

        var low = Golden("prompt_decoder", $"dec.{decoded}.multi0.low_res");
        _files.Close(Golden("encoder", "enc.embedding")[..images], "embedding.image_embedding", Tolerance);
        _files.Close(low, "low_res_logits", Tolerance);
        _files.Close(Enlarge(low), "logits", Tolerance);
        _files.Close(Golden("prompt_decoder", $"dec.{decoded}.multi0.iou"), "iou", Tolerance);
        if (decoded == "box_sameB")
            FirstStepsEqual();
        PromptsEqual(tag);
        Assert.DoesNotContain("features", _files.Names());

        Succeed("--multimask", "--no-embedding");

        var all = Golden("prompt_decoder", $"dec.{decoded}.multi1.low_res");
        _files.Close(all, "low_res_logits", Tolerance);
        _files.Close(Enlarge(all).unsqueeze(2), "hypotheses", Tolerance);
        _files.Close(Enlarge(low), "logits", Tolerance);
        _files.Close(Golden("prompt_decoder", $"dec.{decoded}.multi1.iou"), "iou", Tolerance);
        Assert.DoesNotContain("embedding.image_embedding", _files.Names());
    }

    [Theory]
    [InlineData("points_box")]
    [InlineData("mask")]
    [InlineData("points_ignore")]
    public void Other_prompts_equal_the_originals(string tag)
    {
        Write(tag, 2);

        Succeed("--steps");

        PromptsEqual(tag);
    }

    [Fact]
    public void An_index_names_each_results_image_and_inner_maps_are_written()
    {
        _files.Write(("image", Images(2)), ("boxes", Golden("prompt_decoder", "prompt.boxes")), ("image_index", tensor(new[] { 0, 0 })));

        Succeed("--map", "block0", "--map", "block3");

        _files.Close(Golden("prompt_decoder", "dec.box_repeat.multi0.low_res"), "low_res_logits", Tolerance);
        foreach (var block in new[] { "block0", "block3" })
            ForwardFiles.Close(Golden("encoder", "enc." + block).permute(0, 3, 1, 2), _files.Found($"embedding.{block}")[..1], Tolerance, block);
    }

    [Fact]
    public void Longer_tables_of_relative_positions_are_interpolated_as_the_originals()
    {
        var weights = _files.Of("longer.safetensors");
        using (var file = SafetensorsFile.Open(GoldenFiles.Of("medsam", $"{Name}.weights.safetensors")))
        {
            var longer = ForwardFiles.GoldenNames("medsam", $"{Name}.encoder", "relpos_enc.blocks.").Select(name => "blocks." + name).ToHashSet();
            Assert.Equal(4, longer.Count);
            ModuleWeights.Save(
                file.Tensors.ToDictionary(
                    tensor => tensor.Name,
                    tensor =>
                        tensor.Name.Split("image_encoder.")[^1] is var inner && longer.Contains(inner)
                            ? Golden("encoder", "relpos_enc." + inner)
                            : ModuleWeights.Read(file, tensor)
                ),
                weights
            );
        }
        _files.Write(("image", Images(1)));

        _files.Succeed("MedSam", "--options", Options, "--weights", weights);

        _files.Close(Golden("encoder", "relpos_enc.embedding"), "embedding.image_embedding", Tolerance);
    }

    [Fact]
    public void Routing_channels_and_the_predictor_equal_the_reference()
    {
        Write("box", 2);

        Succeed("--weights", GoldenFiles.Of("medsam", $"{Name}.deferred_extra.weights.pth"), "--routing-channels", "3", "--multimask");

        var native = Golden("deferred", "deferred.native_masks");
        _files.Close(Golden("deferred", "deferred.routing_logits"), "low_res_routing_logits", Tolerance);
        _files.Close(Golden("deferred", "deferred.predictor_logit"), "low_res_predictor_logit", Tolerance);
        _files.Close(Enlarge(Golden("deferred", "deferred.routing_logits")), "routing_logits", Tolerance);
        _files.Close(Enlarge(Golden("deferred", "deferred.predictor_logit")), "predictor_logit", Tolerance);
        _files.Close(native[.., 1..], "low_res_logits", Tolerance);
        _files.Close(Enlarge(native[.., ..1]), "logits", Tolerance);
        _files.Close(Golden("deferred", "deferred.iou")[.., 1..], "iou", Tolerance);
    }

    [Fact]
    public void Loss_and_gradients_equal_the_originals_also_of_what_training_leaves_frozen()
    {
        var target = zeros(2, 1, 256, 256);
        target[0, 0, 51..128, 64..128] = ones(1);
        target[1, 0, 128.., ..85] = ones(1);
        _files.Write(("image", Images(2)), ("boxes", Golden("prompt_decoder", "prompt.boxes")), ("target", target.to(ScalarType.Byte)));

        Succeed("--grad");

        var numbers = GoldenFiles.Json("medsam", $"{Name}.json");
        Assert.Equal(numbers.GetProperty("bce_loss_at_input_size").GetDouble(), _files.Found("loss").ToDouble(), 1e-5);
        _files.Norms(numbers.GetProperty("grad_norms"), 1e-3, 1e-6);
        foreach (var name in ForwardFiles.GoldenNames("medsam", $"{Name}.grads", ""))
        {
            var expected = Golden("grads", name);
            _files.Close(expected, $"grad.{name}", 1e-3 * expected.abs().max().ToDouble() + 1e-7);
        }
        Assert.DoesNotContain("grad.mask_decoder.output_hypernetworks_mlps.1.layers.0.weight", _files.Names());
    }

    private static Tensor Golden(string file, string name) => ForwardFiles.Golden("medsam", $"{Name}.{file}", name);

    private static Tensor Images(int count) => Golden("encoder", "image_u8")[..count].to(ScalarType.Float32).div(255);

    private static Tensor Enlarge(Tensor maps) => nn.functional.interpolate(maps, [256, 256], mode: InterpolationMode.Bilinear, align_corners: false);

    private void Write(string tag, int images)
    {
        var boxes = tag.Contains("box") ? Golden("prompt_decoder", "prompt.boxes") : null;
        _files.Write(
            ("image", Images(images)),
            ("boxes", tag == "box_b1" ? boxes!.unsqueeze(1) : boxes),
            ("points", tag.StartsWith("points") ? Golden("prompt_decoder", "prompt.points") : null),
            // Whole numbers come as any type that a file may have.
            (
                "labels",
                tag.StartsWith("points")
                    ? Golden("prompt_decoder", tag == "points_ignore" ? "prompt.labels_with_ignore" : "prompt.labels")
                        .to(
                            tag == "points" ? ScalarType.Int64
                            : tag == "points_box" ? ScalarType.Int32
                            : ScalarType.Float32
                        )
                    : null
            ),
            ("mask", tag.EndsWith("mask") ? Golden("prompt_decoder", "prompt.mask") : null)
        );
    }

    private void Succeed(params string[] arguments) =>
        _files.Succeed("MedSam", ["--options", Options, "--weights", GoldenFiles.Of("medsam", $"{Name}.weights.safetensors"), .. arguments]);

    private void PromptsEqual(string tag)
    {
        _files.Close(Golden("prompt_decoder", $"{tag}.sparse"), "sparse", Tolerance);
        _files.Close(Golden("prompt_decoder", $"{tag}.dense").expand(2, 64, 16, 16), "dense", Tolerance);
    }

    private void FirstStepsEqual()
    {
        ForwardFiles.Close(Golden("prompt_decoder", "dec.transformer.queries"), _files.Found("mixed.tokens")[..1], Tolerance, "mixed.tokens");
        ForwardFiles.Close(
            Golden("prompt_decoder", "dec.transformer.keys"),
            _files.Found("mixed.image")[..1].flatten(2).transpose(1, 2),
            Tolerance,
            "mixed.image"
        );
    }
}
